// What the page and the server say to each other. Written by `python -m glassnet.page.typescript`
// from src/glassnet/page: requests, answers, state, frames and replay. Not to be edited.

/** A number; null where it is not finite. */
export type Float = number | null;

/** A function and its derivative at a point. */
export interface Pencil {
  readonly formula: string;
  readonly wrt: string | null;
  readonly point: readonly (readonly [string, number | string])[];
  readonly h: number | null;
  readonly across: readonly [number, number] | null;
}

/** A truth table or a shape of `glassnet.data`. */
export interface BuiltIn {
  readonly type: "built-in";
  readonly name: string;
  readonly rows: number | null;
  readonly noise: number | null;
  readonly seed: number;
}

/** Points that were clicked on the plane. */
export interface Drawn {
  readonly type: "drawn";
  readonly points: readonly (readonly [number, number])[];
  readonly labels: readonly number[];
}

/** A CSV file that was dropped on the page. */
export interface Table {
  readonly type: "table";
  readonly name: string;
  readonly text: string;
  readonly target: string | null;
  readonly ignore: readonly string[];
}

/**
 * Rows that a Python program gave, exactly as they are. They stay with the session: a state
 * only says that these are meant, so that no link carries them.
 */
export interface Given {
  readonly type: "given";
  readonly name: string;
}

/** One Dense layer; the output layer follows from the data. */
export interface HiddenLayer {
  readonly units: number;
  readonly activation: string;
}

/**
 * Weights to begin with that no seed gives: those of a lesson, a run or a saved model.
 *
 * Attributes:
 *     name: where they are from.
 *     weights: kernel and bias of layer after layer, row by row: float32, little-endian, base64.
 */
export interface Start {
  readonly name: string;
  readonly weights: string;
}

/** A weight set by hand at a step. */
export interface WeightEdit {
  readonly type: "weight";
  readonly step: number;
  readonly variable: string;
  readonly index: readonly number[];
  readonly value: number;
}

/** A learning rate that holds from a step on; the first one, at step 0, is the start's. */
export interface RateEdit {
  readonly type: "rate";
  readonly step: number;
  readonly value: number;
}

/** A unit whose weights are set by hand, one for each of its inputs. */
export interface HandUnit {
  readonly weights: readonly number[];
  readonly bias: number;
}

/**
 * The units of the Units room: a gate to solve, hidden units over its two inputs (none: one
 * unit is all there is), and the output unit over these.
 *
 * A new page has a unit that is right about three rows of XOR, which is as far as one can get.
 */
export interface HandUnits {
  readonly gate: "and" | "nand" | "nor" | "or" | "xnor" | "xor";
  readonly hidden: readonly HandUnit[];
  readonly output: HandUnit;
  readonly activation: "linear" | "relu" | "sigmoid" | "step" | "tanh";
}

/**
 * How far a person has followed a guide.
 *
 * Attributes:
 *     name: of the guide.
 *     step: the one that is open, counted from 0.
 *     done: the steps that were done.
 *     is_open: whether the guide is shown.
 */
export interface Guided {
  readonly name: string;
  readonly step: number;
  readonly done: readonly number[];
  readonly is_open: boolean;
}

/**
 * Everything that decides what a page shows.
 *
 * The same state gives the same numbers: the weights follow from the seed, the steps and the
 * edits.
 */
export interface PageState {
  readonly room: "pencil" | "tensorboard" | "train" | "units";
  readonly pencil: Pencil;
  readonly data: BuiltIn | Drawn | Table | Given;
  readonly layers: readonly HiddenLayer[];
  readonly initializer: string;
  readonly optimizer: string;
  readonly learning_rate: number;
  readonly penalty: "l1" | "l2" | "none";
  readonly penalty_rate: number;
  readonly loss: string | null;
  readonly batch_size: number | null;
  readonly seed: number;
  readonly start: Start | null;
  readonly plane: readonly [number, number];
  readonly held: readonly number[];
  readonly step: number;
  readonly edits: readonly (WeightEdit | RateEdit)[];
  readonly units: HandUnits;
  readonly guide: Guided | null;
}

/**
 * Take this state, but for its step, its edits and the guide's progress: what was trained is
 * kept where only the learning rate or the view differ, else training begins anew.
 */
export interface Change {
  readonly type: "change";
  readonly state: PageState;
}

/** Take this state with its step and its edits, as a link brings it. */
export interface Restore {
  readonly type: "restore";
  readonly state: PageState;
}

/** Train until `Pause`. steps_per_second: null for as fast as the machine can. */
export interface Play {
  readonly type: "play";
  readonly steps_per_second?: number | null;
}

/** Stop after the step under way. */
export interface Pause {
  readonly type: "pause";
}

/** Train so many steps. */
export interface Step {
  readonly type: "step";
  readonly steps?: number;
}

/** Train to the end of the epoch. */
export interface Epoch {
  readonly type: "epoch";
}

/**
 * Go back to step 0: the same shuffles, and weights as they were trained from there. What was
 * set by hand at step 0 holds, so that a start that one has made can be played again.
 */
export interface Rewind {
  readonly type: "rewind";
}

/** Begin again with the weights that training started with, without what was set by hand. */
export interface StartOver {
  readonly type: "start-over";
}

/** Show the network as it was at a step; training goes on from there. */
export interface Seek {
  readonly type: "seek";
  readonly step: number;
}

/** Set one weight by hand. */
export interface SetWeight {
  readonly type: "set-weight";
  readonly variable: string;
  readonly index: readonly number[];
  readonly value: number;
}

/** The page has drawn the last frame, and takes the next one. */
export interface Ready {
  readonly type: "ready";
}

/**
 * Explain one weight or bias: its gradient path by path, its next update. row: of one row
 * alone; null for all rows.
 */
export interface WhyWeight {
  readonly type: "why-weight";
  readonly variable: string;
  readonly index: readonly number[];
  readonly row?: number | null;
}

/** Explain one unit for a point of the feature space. layer: 0 for the first hidden one. */
export interface WhyUnit {
  readonly type: "why-unit";
  readonly layer: number;
  readonly unit: number;
  readonly point: readonly number[];
}

/** What does a layer make of the rows? layer: 0 for the first hidden one. */
export interface WhyLayer {
  readonly type: "why-layer";
  readonly layer: number;
}

/** One row's way through the network, and the gradient's way back. */
export interface WhyRow {
  readonly type: "why-row";
  readonly row: number;
}

/**
 * Look at a layer of a model, and at a row in it; the next frames have their numbers.
 *
 * node: of an unfolded layer, whose numbers come too.
 */
export interface Look {
  readonly type: "look";
  readonly card?: string | null;
  readonly row?: number;
  readonly node?: string | null;
}

/** The operations of a layer. */
export interface Unfold {
  readonly type: "unfold";
  readonly card: string;
}

/** Explain any number of a model: one that a layer computes, or a weight. */
export interface WhyNumber {
  readonly type: "why-number";
  readonly name: string;
  readonly index: readonly number[];
}

/** Why does the network not learn, as it stands? seconds: for looking. */
export interface Diagnose {
  readonly type: "diagnose";
  readonly seconds?: number;
}

/** Apply the remedy of a finding of the last `Diagnose`. */
export interface Apply {
  readonly type: "apply";
  readonly finding: number;
}

/** What do these units answer? */
export interface TryUnits {
  readonly type: "try-units";
  readonly units: HandUnits;
}

/** Take the weights that are known to solve a gate: one unit's, or three units'. */
export interface TakeKnown {
  readonly type: "take-known";
  readonly gate: "and" | "nand" | "nor" | "or" | "xnor" | "xor";
}

/** Can one unit solve a gate? */
export interface CanOneUnit {
  readonly type: "can-one-unit";
  readonly gate: "and" | "nand" | "nor" | "or" | "xnor" | "xor";
}

/** Train the units of the Units room from the weights that they have. */
export interface TrainUnits {
  readonly type: "train-units";
}

/** Differentiate a formula: its steps, and the numbers at a point. */
export interface Derive {
  readonly type: "derive";
  readonly pencil: Pencil;
}

/** The numbers alone: of the last `Derive`'s formula at another point, or for another h. */
export interface Evaluate {
  readonly type: "evaluate";
  readonly pencil: Pencil;
}

/** The formula's computation graph with its values and gradients at the point. */
export interface TraceFormula {
  readonly type: "trace-formula";
  readonly pencil: Pencil;
}

/** The guide that the state names, in the page's language. */
export interface TakeGuide {
  readonly type: "take-guide";
}

/**
 * A place on the page.
 *
 * Attributes:
 *     what: its kind. `weights` and `biases` are all those of a layer; `part` is any number of an
 *         output, a gate or a variable; `training` is where it is started.
 *     layer: 0 for the inputs, 1 for the first hidden layer, -1 for the output layer; of a weight,
 *         the layer that it leads to.
 *     unit: of the layer.
 *     source: of a weight, the unit of the layer before that it comes from.
 *     card: of a model that is shown by its layers, the layer's name.
 *     of: there, a variable's name or the node of a `Part`.
 *     index: there, of a number.
 */
export interface Place {
  readonly what: "bias" | "biases" | "layer" | "unit" | "weight" | "weights" | "card" | "number" | "part" | "accuracy" | "data" | "loss" | "training";
  readonly layer: number;
  readonly unit: number;
  readonly source: number;
  readonly card: string;
  readonly of: string;
  readonly index: readonly number[];
}

/**
 * Is the open step of the guide done? guided: how far the page is; what is done then is kept in
 * the state. selected: what is touched on the page.
 */
export interface CheckGuide {
  readonly type: "check-guide";
  readonly guided: Guided;
  readonly selected?: Place | null;
}

/** How is the open step of the guide done? */
export interface ShowStep {
  readonly type: "show-step";
}

/** The names that a page offers. */
export interface Choices {
  readonly datasets: readonly string[];
  readonly activations: readonly string[];
  readonly initializers: readonly string[];
  readonly optimizers: readonly string[];
  readonly losses: readonly string[];
  readonly given: string | null;
}

/**
 * The rows of the data.
 *
 * Attributes:
 *     x: [rows][features], as the network gets them.
 *     y: [rows] class numbers, or targets.
 *     features: names.
 *     classes: names; none for a regression.
 *     low, high: [features] the ends of the plane's axes.
 */
export interface Points {
  readonly x: readonly (readonly Float[])[];
  readonly y: readonly Float[];
  readonly features: readonly string[];
  readonly target: string;
  readonly classes: readonly string[];
  readonly low: readonly Float[];
  readonly high: readonly Float[];
}

/** A layer as it was built. name: of its variables, `hidden1/kernel`. */
export interface LayerShape {
  readonly name: string;
  readonly units: number;
  readonly activation: string;
}

/** The session as it now is: after connecting and after each change. */
export interface Opened {
  readonly type: "opened";
  readonly state: PageState;
  readonly choices: Choices;
  readonly points: Points;
  readonly layers: readonly LayerShape[];
  readonly loss: string;
  readonly steps_per_epoch: number;
}

/**
 * Numbers of a layer that are worth showing: its output, the gates of an LSTM, attention.
 *
 * Attributes:
 *     label: `output`, or the field's word for it: `forget_gate`.
 *     node: its name in the trace; of one that each time step has, with `{}` for the step.
 *     shape: of one row's numbers; of a node at each time step, the steps come first.
 *     row_axis: the axis of the rows in the node's own shape; those before it have one place.
 */
export interface Part {
  readonly label: string;
  readonly node: string;
  readonly shape: readonly number[];
  readonly row_axis: number;
  readonly has_gradient: boolean;
}

/** Weights of a layer. name: `conv2d/kernel`. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
}

/**
 * A layer, or an operation outside of layers, as the page's drawing has it.
 *
 * Attributes:
 *     name: unique in the model.
 *     kind: Keras' class, `Conv2D`; of an operation outside of layers, its name.
 *     view: how the page shows it.
 *     about: its settings in a few words.
 *     inputs: the cards that it gets its numbers from.
 *     column: how many cards come before it on the longest way; 0 for the inputs.
 *     parts: what it computes; the output is the first.
 */
export interface LayerCard {
  readonly name: string;
  readonly kind: string;
  readonly view: "attention" | "convolution" | "embedding" | "general" | "input" | "loss" | "maps" | "recurrent" | "sequence" | "units";
  readonly about: string;
  readonly inputs: readonly string[];
  readonly column: number;
  readonly parameters: number;
  readonly parts: readonly Part[];
  readonly variables: readonly Variable[];
}

/**
 * A model of any layers, and its data.
 *
 * Attributes:
 *     cards: from the inputs to the loss, column by column.
 *     rows: how many can be looked at; statistics are of all of these.
 *     all_rows: how many the model is trained on.
 *     scored_rows: how many loss and score are of, the first ones.
 *     targets: of each row that can be looked at: a class number, or a target; none where it has
 *         several numbers.
 *     classes: how many there are; 0 for a regression.
 *     losses: Keras' names of them, each once.
 *     score: what the curve beside the loss shows; null where there are several outputs.
 *     reconstructs: whether the output has the input's shape and is compared with it.
 *     learning_rate: null where it is no single number.
 *     guide: how far one was followed; null where none is.
 */
export interface ModelOpened {
  readonly type: "model-opened";
  readonly name: string;
  readonly cards: readonly LayerCard[];
  readonly rows: number;
  readonly all_rows: number;
  readonly scored_rows: number;
  readonly targets: readonly Float[];
  readonly classes: number;
  readonly losses: readonly string[];
  readonly score: "accuracy" | "error" | null;
  readonly reconstructs: boolean;
  readonly optimizer: string;
  readonly learning_rate: Float;
  readonly batch_size: number;
  readonly steps_per_epoch: number;
  readonly guide: Guided | null;
}

/**
 * A change that cannot be made; everything stays as it was.
 *
 * Attributes:
 *     fields: name of a field of the state -> why; "" where no field is to blame.
 */
export interface Refused {
  readonly type: "refused";
  readonly fields: Readonly<Record<string, string>>;
}

/** A local derivative, ∂target/∂source. */
export interface Factor {
  readonly target: string;
  readonly source: string;
  readonly value: Float;
}

/**
 * One path of the chain rule from a weight to the loss.
 *
 * Attributes:
 *     factors: from the weight on.
 *     product: of the factors.
 *     units: [layer, unit] of each unit on it.
 */
export interface Path {
  readonly factors: readonly Factor[];
  readonly product: Float;
  readonly units: readonly (readonly [number, number])[];
}

/** One line of the optimizer's rule: in letters, in numbers, and its value. */
export interface Equation {
  readonly name: string;
  readonly rule: string;
  readonly numbers: string;
  readonly value: Float;
}

/**
 * Why a weight changes as it does.
 *
 * Attributes:
 *     row: the row whose paths are shown, or null for all rows.
 *     gradient: of the loss of all rows, by automatic differentiation.
 *     by_paths: the sum of all paths: of the row, or of all rows; null where these are too many.
 *     difference: `gradient` by a finite difference; null where there is a kink.
 *     whole: whether `paths` are all of them.
 *     paths: the largest first. What comes after the output's weighted sum is one factor, whose
 *         target is `loss`.
 *     update: the optimizer's next step; empty where its rule is not known.
 *     batch: numbers of the rows that the next step trains on.
 */
export interface WeightExplained {
  readonly type: "weight-explained";
  readonly variable: string;
  readonly index: readonly number[];
  readonly row: number | null;
  readonly value: Float;
  readonly gradient: Float;
  readonly by_paths: Float;
  readonly difference: Float;
  readonly whole: boolean;
  readonly paths: readonly Path[];
  readonly update: readonly Equation[];
  readonly batch: readonly number[];
  readonly step: number;
}

/** One product of a weighted sum. */
export interface Term {
  readonly weight: Float;
  readonly input: Float;
  readonly name: string;
}

/** A unit's output at a point: activation(Σ weight · input + bias). */
export interface UnitExplained {
  readonly type: "unit-explained";
  readonly layer: number;
  readonly unit: number;
  readonly point: readonly Float[];
  readonly terms: readonly Term[];
  readonly bias: Float;
  readonly sum: Float;
  readonly activation: string;
  readonly output: Float;
}

/**
 * The rows as a layer's outputs have them, in a plane.
 *
 * Attributes:
 *     points: of each row that the page has.
 *     low, high: the plane's ends.
 *     share: of the outputs' variance that lies in the plane, where it is that of the first two
 *         principal components; null where its axes are the outputs themselves.
 *     lines: where the weighted sum of each unit after it is 0: x, y of both ends; null where that
 *         is outside. Empty for the output layer.
 */
export interface LayerExplained {
  readonly type: "layer-explained";
  readonly layer: number;
  readonly points: readonly (readonly [Float, Float])[];
  readonly low: readonly Float[];
  readonly high: readonly Float[];
  readonly share: Float;
  readonly lines: readonly (readonly [Float, Float, Float, Float] | null)[];
  readonly step: number;
}

/**
 * A unit while a row passes: its weighted sum, its output, and the gradient of the row's loss
 * by either.
 */
export interface Node {
  readonly sum: Float;
  readonly output: Float;
  readonly by_sum: Float;
  readonly by_output: Float;
}

/**
 * A row's way through the network and back.
 *
 * Attributes:
 *     target: what the row should give; the number of its class.
 *     loss: of this row alone, without penalties.
 *     layers: [layer][unit].
 */
export interface RowExplained {
  readonly type: "row-explained";
  readonly row: number;
  readonly target: Float;
  readonly loss: Float;
  readonly layers: readonly (readonly Node[])[];
}

/** One operation of a layer: its formulas, and what `Part` says of its numbers. */
export interface LayerOperation {
  readonly operation: string;
  readonly formula: string;
  readonly gradient_formula: string;
  readonly part: Part;
}

/** A card unfolded to its operations, in the order of computing. */
export interface OperationsListed {
  readonly type: "operations-listed";
  readonly card: string;
  readonly operations: readonly LayerOperation[];
}

/**
 * A number that another one depends on.
 *
 * Attributes:
 *     name, index: which number.
 *     value: its value; of one that the gradient comes from, its gradient.
 *     derivative: of the later number by the earlier one.
 */
export interface Influence {
  readonly name: string;
  readonly index: readonly number[];
  readonly value: Float;
  readonly derivative: Float;
}

/**
 * Any number of the model: what it is made of, and where its gradient comes from.
 *
 * Attributes:
 *     card: the card that it belongs to.
 *     formula, gradient_formula: of its node, in names.
 *     terms, uses: the largest; there are `count` and `use_count` of them.
 *     difference: of a weight, the gradient by a finite difference; null where there is a kink.
 *     update: of a weight, the optimizer's next step; empty where its rule is not known.
 */
export interface NumberExplained {
  readonly type: "number-explained";
  readonly card: string;
  readonly name: string;
  readonly index: readonly number[];
  readonly value: Float;
  readonly gradient: Float;
  readonly formula: string;
  readonly gradient_formula: string;
  readonly terms: readonly Influence[];
  readonly uses: readonly Influence[];
  readonly count: number;
  readonly use_count: number;
  readonly difference: Float;
  readonly update: readonly Equation[];
  readonly step: number;
}

/** A finding of `gn.diagnose` in the language of the page. */
export interface FoundCause {
  readonly key: string;
  readonly likelihood: Float;
  readonly where: string;
  readonly said: string;
  readonly remedy: string;
  readonly product: string;
  readonly applicable: boolean;
}

/** The findings, the likeliest first; empty where nothing was found. */
export interface Diagnosed {
  readonly type: "diagnosed";
  readonly findings: readonly FoundCause[];
  readonly note: string;
}

/**
 * A unit set by hand, on the rows of its truth table and over the plane.
 *
 * Attributes:
 *     name: of its output.
 *     formula: with its numbers: σ(5·x1 + 5·x2 − 8).
 *     sums, outputs: of each row.
 *     line: where its sum is 0, the side above 0 on the left of it; null where the plane has no
 *         such line. Of an output unit behind two hidden ones it lies in the plane of these.
 *     picture: [32 · 32] int16, little-endian, as a frame's; of the output unit [100 · 100].
 */
export interface TriedUnit {
  readonly name: string;
  readonly formula: string;
  readonly sums: readonly number[];
  readonly outputs: readonly number[];
  readonly line: readonly [number, number, number, number] | null;
  readonly picture: string;
}

/**
 * Units side by side: outputs = symbol(inputs · kernel + bias), a column a unit.
 *
 * Attributes:
 *     kernel: [inputs][units].
 */
export interface MatrixForm {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly symbol: string;
  readonly kernel: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/**
 * What the output unit sees: the plane of two hidden units' outputs, with its own output.
 *
 * Attributes:
 *     low, high: ends of both axes.
 *     picture: [32 · 32] int16, little-endian.
 */
export interface HiddenPlane {
  readonly low: number;
  readonly high: number;
  readonly picture: string;
}

/**
 * What units answer.
 *
 * Attributes:
 *     tried: the units, the output unit last.
 *     rows, targets, answers, right: the truth table.
 *     low, high: ends of both axes of the plane.
 *     hidden_plane: null unless there are two hidden units.
 */
export interface UnitsTried {
  readonly type: "units-tried";
  readonly units: HandUnits;
  readonly tried: readonly TriedUnit[];
  readonly rows: readonly (readonly number[])[];
  readonly targets: readonly number[];
  readonly answers: readonly number[];
  readonly right: readonly boolean[];
  readonly low: number;
  readonly high: number;
  readonly layers: readonly MatrixForm[];
  readonly hidden_plane: HiddenPlane | null;
}

/** Rows of one class whose mixture is the common point: shares such as 1/2, of sum 1. */
export interface Mixture {
  readonly label: number;
  readonly rows: readonly number[];
  readonly shares: readonly string[];
}

/** What a row asks of a unit's sum: w1 + b > 0, or that it be at most 0; taken so many times. */
export interface Inequality {
  readonly row: number;
  readonly sum: string;
  readonly above: boolean;
  readonly times: number;
}

/**
 * Whether one unit solves a gate: the line of the largest margin, or the proof that none does.
 *
 * Attributes:
 *     said: the verdict and its proof, in lines, in the language of the page.
 *     unit, formula: of that line, with the margin, the margin's two edges, and the rows on them.
 *     common: a point in the convex hulls of both classes, in numbers and as it is written.
 *     mixtures: the proof that it is: of the first class, and of the second.
 *     inequalities: what the rows of the proof ask for; those above 0, and the others, have the
 *         same `total`.
 */
export interface OneUnit {
  readonly type: "one-unit";
  readonly gate: "and" | "nand" | "nor" | "or" | "xnor" | "xor";
  readonly said: readonly string[];
  readonly unit: HandUnit | null;
  readonly formula: string;
  readonly line: readonly [number, number, number, number] | null;
  readonly margin: number;
  readonly edges: readonly (readonly [number, number, number, number])[];
  readonly support: readonly number[];
  readonly common: readonly [number, number] | null;
  readonly common_said: string;
  readonly mixtures: readonly Mixture[];
  readonly inequalities: readonly Inequality[];
  readonly total: string;
}

/**
 * One step of a derivation; formulas are LaTeX, and between $ within `heading` and `why`.
 *
 * Attributes:
 *     number: `1.2` for the second step that `1` needed, which comes after it.
 *     heading: of the derivative that begins here; else "".
 *     sides: d/dx x², and what it is equal to: as the rule has it, and simplified.
 */
export interface RuleUsed {
  readonly number: string;
  readonly heading: string;
  readonly rule: string;
  readonly why: string;
  readonly sides: readonly string[];
}

/**
 * A formula and its derivative in LaTeX.
 *
 * Attributes:
 *     lines: definitions, then the formula.
 *     name: of the derivative.
 *     result: the derivative itself.
 *     notes: on how the text was read where it can be read in two ways.
 */
export interface Derivative {
  readonly lines: readonly string[];
  readonly name: string;
  readonly result: string;
  readonly letters: readonly string[];
  readonly variable: string;
  readonly notes: readonly string[];
  readonly steps: readonly RuleUsed[];
}

/**
 * A function by its variable, at numbers evenly apart.
 *
 * Attributes:
 *     jumps: the numbers' indices behind which the function jumps.
 *     bottom, top: the ends of the axis upwards.
 */
export interface Curve {
  readonly heights: readonly Float[];
  readonly jumps: readonly number[];
  readonly bottom: Float;
  readonly top: Float;
}

/**
 * What a function is at a point. NaN where it has no value.
 *
 * Attributes:
 *     obstacle: why there is no slope; else "".
 *     end: the value at x + h.
 *     quotient: (f(x + h) − f(x))/h as float64 has it.
 *     most_h: the widest secant that is drawn.
 */
export interface PencilNumbers {
  readonly x: Float;
  readonly value: Float;
  readonly slope: Float;
  readonly obstacle: string;
  readonly end: Float;
  readonly quotient: Float;
  readonly most_h: Float;
  readonly curve: Curve;
}

/** A formula's derivative. pencil: with all that was not given. */
export interface Derived {
  readonly type: "derived";
  readonly pencil: Pencil;
  readonly derivative: Derivative;
  readonly numbers: PencilNumbers;
}

/** Other numbers of the same derivative. */
export interface Evaluated {
  readonly type: "evaluated";
  readonly pencil: Pencil;
  readonly numbers: PencilNumbers;
}

/**
 * What a person wrote that cannot be used; the last that could goes on.
 *
 * Attributes:
 *     field: where.
 *     letter: whose value, of the point.
 *     column: in the formula's line, from 1; null if it is not one place.
 */
export interface Misread {
  readonly type: "misread";
  readonly field: "formula" | "h" | "point" | "wrt";
  readonly reason: string;
  readonly letter: string;
  readonly line: number | null;
  readonly column: number | null;
}

/**
 * A number of a computation.
 *
 * Attributes:
 *     name: the part of the formula that it is the value of.
 *     label: what computes it from its operands, in few signs, the only one of them as u; the name
 *         of a letter.
 *     gradient: of the result by this number.
 */
export interface FormulaNode {
  readonly name: string;
  readonly label: string;
  readonly value: Float;
  readonly gradient: Float;
}

/** A local derivative, ∂target/∂source; both are numbers of nodes. */
export interface FormulaEdge {
  readonly source: number;
  readonly target: number;
  readonly derivative: Float;
}

/**
 * A formula as a graph. nodes: each after its operands, the result last; none if they are too
 * many to be drawn.
 */
export interface FormulaTraced {
  readonly type: "formula-traced";
  readonly nodes: readonly FormulaNode[];
  readonly edges: readonly FormulaEdge[];
}

/**
 * A piece of a text in one style.
 *
 * Attributes:
 *     link: address that it leads to; "" for none.
 *     place: what a name in it stands for on the page.
 */
export interface Span {
  readonly text: string;
  readonly strong: boolean;
  readonly emphasis: boolean;
  readonly code: boolean;
  readonly link: string;
  readonly place: Place | null;
}

/** A paragraph, an item of a list, or lines of code. number: of an item in a numbered list. */
export interface Block {
  readonly kind: "code" | "item" | "paragraph";
  readonly spans: readonly Span[];
  readonly number: number | null;
}

/**
 * A step of a guide. is_checked: whether the page sees that it was done; else a person says
 * so.
 */
export interface GuideStep {
  readonly title: string;
  readonly text: readonly Block[];
  readonly is_checked: boolean;
}

/** A piece of a program's line. */
export interface CodePart {
  readonly text: string;
  readonly kind: "comment" | "keyword" | "number" | "plain" | "string";
}

/** A line of a program, and what it speaks of. */
export interface CodeLine {
  readonly parts: readonly CodePart[];
  readonly places: readonly Place[];
}

/**
 * A guide in one language. state: what it begins with; null for a model that is shown by its
 * layers, which begins with its first step.
 */
export interface GuideTaken {
  readonly type: "guide-taken";
  readonly name: string;
  readonly title: string;
  readonly text: readonly Block[];
  readonly steps: readonly GuideStep[];
  readonly program: readonly CodeLine[];
  readonly state: PageState | null;
}

/** One thing that a step asks for: `output of h2 at (0, 0): above 0.9`. now: what it is. */
export interface Condition {
  readonly said: string;
  readonly now: string;
  readonly is_met: boolean;
}

/** How far the guide was followed, and what the open step asks for. */
export interface GuideChecked {
  readonly type: "guide-checked";
  readonly guided: Guided;
  readonly conditions: readonly Condition[];
}

/**
 * What a page does for a person who asks to be shown how a step is done: requests in this
 * order (after `Play`, until the step is done), and what it touches.
 */
export interface StepShown {
  readonly type: "step-shown";
  readonly requests: readonly (SetWeight | Change | Seek | Play)[];
  readonly select: Place | null;
}

/** Something that was asked for cannot be done; one line. */
export interface Failed {
  readonly type: "failed";
  readonly reason: string;
}

/** An array of a frame. */
export interface Piece {
  readonly name: string;
  readonly kind: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

/**
 * What a frame shows.
 *
 * Attributes:
 *     step, epoch: how far training is.
 *     loss: of all rows, with penalties.
 *     score: accuracy, or the mean absolute error of a regression.
 *     playing: whether training goes on.
 *     pieces: the arrays.
 */
export interface Header {
  readonly step: number;
  readonly epoch: number;
  readonly loss: Float;
  readonly score: Float;
  readonly playing: boolean;
  readonly pieces: readonly Piece[];
}

/**
 * The head of a replay page's data; `pieces` lie behind it, as in a frame.
 *
 * Attributes:
 *     opened: the session at the first moment.
 *     command: what opens it live; "" where nothing does.
 *     rows: numbers of the rows that can be asked about.
 *     steps: of the moments that were kept.
 *     messages: the page's texts of each language.
 *     forms, terms, answers, texts: as `columns.Packed` has them.
 *     pictures: places in one moment's part of the piece `pictures`.
 *     pieces: `columns`, `pictures` and `film` as `planes` of bytes; `film_steps` and `curves`. A
 *         model of any layers has no film.
 */
export interface Replay {
  readonly opened: Opened | ModelOpened;
  readonly command: string;
  readonly rows: readonly number[];
  readonly steps: readonly number[];
  readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly forms: readonly (readonly string[])[];
  readonly terms: readonly (string | boolean | number | readonly number[])[];
  readonly answers: Readonly<Record<string, readonly number[]>>;
  readonly texts: readonly (readonly string[])[];
  readonly pictures: readonly Piece[];
  readonly pieces: readonly Piece[];
}

export type AnyRequest = Change | Restore | Play | Pause | Step | Epoch | Rewind | StartOver | Seek | SetWeight | Ready | WhyWeight | WhyUnit | WhyLayer | WhyRow | Look | Unfold | WhyNumber | Diagnose | Apply | TryUnits | TakeKnown | CanOneUnit | TrainUnits | Derive | Evaluate | TraceFormula | TakeGuide | CheckGuide | ShowStep;

export type AnyAnswer = Opened | ModelOpened | Refused | WeightExplained | UnitExplained | LayerExplained | RowExplained | OperationsListed | NumberExplained | Diagnosed | UnitsTried | OneUnit | Derived | Evaluated | Misread | FormulaTraced | GuideTaken | GuideChecked | StepShown | Failed;

export const MOST_POINTS = 2000;
export const MOST_BYTES = 5000000;
export const MOST_LAYERS = 8;
export const MOST_UNITS = 32;
export const MOST_STEP = 10000000;
export const MOST_WEIGHTS_TEXT = 2000000;
export const MOST_HIDDEN = 4;
export const MOST_WEIGHT = 20;
export const MOST_LETTERS = 60;
export const MOST_GUIDE_STEPS = 40;
export const MOST_NAME = 100;

export const DEFAULT_STATE: PageState = {
  "room": "train",
  "pencil": {
    "formula": "1 / (1 + exp(-(w*x + b)))",
    "wrt": null,
    "point": [
      [
        "w",
        2.0
      ],
      [
        "x",
        1.0
      ],
      [
        "b",
        -1.0
      ]
    ],
    "h": null,
    "across": null
  },
  "data": {
    "type": "built-in",
    "name": "xor",
    "rows": null,
    "noise": null,
    "seed": 0
  },
  "layers": [
    {
      "units": 2,
      "activation": "sigmoid"
    }
  ],
  "initializer": "glorot_uniform",
  "optimizer": "adam",
  "learning_rate": 0.1,
  "penalty": "none",
  "penalty_rate": 0.001,
  "loss": null,
  "batch_size": null,
  "seed": 0,
  "start": null,
  "plane": [
    0,
    1
  ],
  "held": [],
  "step": 0,
  "edits": [],
  "units": {
    "gate": "xor",
    "hidden": [],
    "output": {
      "weights": [
        5.0,
        5.0
      ],
      "bias": -2.0
    },
    "activation": "sigmoid"
  },
  "guide": null
};

/** The ends of what a person enters; `above`: that number itself is too small. */
export const LIMITS = {
  "PageState": {
    "learning_rate": {
      "above": 0,
      "most": 1000000.0
    },
    "penalty_rate": {
      "least": 0,
      "most": 100
    },
    "batch_size": {
      "least": 1,
      "most": 1000000
    },
    "seed": {
      "least": 0,
      "most": 4294967295
    },
    "step": {
      "least": 0,
      "most": 10000000
    }
  },
  "HiddenLayer": {
    "units": {
      "least": 1,
      "most": 32
    }
  },
  "BuiltIn": {
    "rows": {
      "least": 2,
      "most": 2000
    },
    "noise": {
      "least": 0,
      "most": 10
    },
    "seed": {
      "least": 0,
      "most": 4294967295
    }
  }
} as const;
