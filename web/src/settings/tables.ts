// What the page offers first, and how names are written.

export const OPTIMIZERS = ["sgd", "adam", "rmsprop", "adagrad", "nadam", "adamw"];
export const INITIALIZERS = [
  "glorot_uniform",
  "glorot_normal",
  "he_uniform",
  "he_normal",
  "random_normal",
  "lecun_normal",
  "zeros",
  "ones",
];
export const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
export const PENALTY_RATES = [0.0001, 0.001, 0.003, 0.01, 0.03, 0.1];
export const BATCHES = [1, 4, 16, 32, 64, 128];
/** Steps a second; null for as many as the machine can. */
export const SPEEDS = [1, 3, 10, 30, 60, 300, null] as const;

/** Datasets with rows, noise and a seed of their own; the others are truth tables. */
export const SHAPES = ["moons", "circles", "spiral", "blobs", "xor-cloud"];
export const SHAPE_NOISE: Readonly<Record<string, number>> = {
  moons: 0.1,
  circles: 0.08,
  spiral: 0.02,
  blobs: 0.25,
  "xor-cloud": 0.25,
};
export const SHAPE_ROWS = 200;

const WRITTEN: Readonly<Record<string, string>> = {
  sgd: "SGD",
  adam: "Adam",
  rmsprop: "RMSprop",
  adagrad: "Adagrad",
  adadelta: "Adadelta",
  adamax: "Adamax",
  adamw: "AdamW",
  nadam: "Nadam",
  ftrl: "FTRL",
  lamb: "LAMB",
  lion: "Lion",
  muon: "Muon",
  adafactor: "Adafactor",
  schedulefreeadamw: "Schedule-free AdamW",
};

export const optimizerName = (name: string): string => WRITTEN[name] ?? name;

/** `Glorot uniform` of `glorot_uniform`. */
export function initializerName(name: string): string {
  const words = name.replaceAll("_", " ");
  return /^(glorot|he|lecun)/.test(words)
    ? words.replace("lecun", "LeCun").replace(/^./, (sign) => sign.toUpperCase())
    : words;
}
