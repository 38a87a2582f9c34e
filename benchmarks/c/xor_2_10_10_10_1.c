/* 2-10-10-10-1 on XOR: full-batch gradient descent, each step's loss recorded.
 *
 * Units are the innermost dimension here, padded to the 16 lanes of a vector register; the padding
 * has weight zero and stays so. */
#include "logistic.h"

enum { LAYERS = 4, LANES = 16 };

static const int WIDTH[LAYERS + 1] = {INPUTS, 10, 10, 10, 1};

struct layer {
    float kernel[LANES][LANES], bias[LANES]; /* kernel[input][unit] */
};

static float out[LAYERS + 1][ROWS][LANES]; /* out[0] is x, out[n] layer n's output */

static inline void forward(const struct layer *layer, int inputs, int units, const float in[ROWS][LANES],
                           float result[ROWS][LANES]) {
    for (int row = 0; row < ROWS; row++) {
        float sum[LANES];
        for (int unit = 0; unit < LANES; unit++) sum[unit] = layer->bias[unit];
        for (int input = 0; input < inputs; input++)
            for (int unit = 0; unit < LANES; unit++)
                sum[unit] += in[row][input] * layer->kernel[input][unit];
        for (int unit = 0; unit < LANES; unit++)
            result[row][unit] = unit < units ? sigmoid(sum[unit]) : 0;
    }
}

/* cotangent: [rows, units] of the layer's pre-activations; becomes that of the layer below's. */
static inline void backward(struct layer *layer, int inputs, const float in[ROWS][LANES],
                            float cotangent[ROWS][LANES], int lowest) {
    float below[ROWS][LANES] = {{0}};
    if (!lowest)
        for (int row = 0; row < ROWS; row++)
            for (int input = 0; input < inputs; input++) {
                float sum = 0;
                for (int unit = 0; unit < LANES; unit++)
                    sum += cotangent[row][unit] * layer->kernel[input][unit];
                below[row][input] = sum * in[row][input] * (1 - in[row][input]);
            }
    for (int input = 0; input < inputs; input++)
        for (int row = 0; row < ROWS; row++)
            for (int unit = 0; unit < LANES; unit++)
                layer->kernel[input][unit] -= LEARNING_RATE * in[row][input] * cotangent[row][unit];
    for (int row = 0; row < ROWS; row++)
        for (int unit = 0; unit < LANES; unit++)
            layer->bias[unit] -= LEARNING_RATE * cotangent[row][unit];
    memcpy(cotangent, below, sizeof below);
}

/* Copies between the dense weights (kernel, bias, kernel, …) and the padded layers. */
static void copy(float *weights, struct layer layers[LAYERS], int store) {
    for (int n = 0; n < LAYERS; n++)
        for (int input = 0; input <= WIDTH[n]; input++) {
            float *lane = input < WIDTH[n] ? layers[n].kernel[input] : layers[n].bias;
            const size_t bytes = WIDTH[n + 1] * sizeof *lane;
            if (store)
                memcpy(weights, lane, bytes);
            else
                memcpy(lane, weights, bytes);
            weights += WIDTH[n + 1];
        }
}

/* weights: kernel, bias, kernel, …, updated. losses: [steps], before each update. */
void train(float *weights, long steps, float *losses) {
    struct layer layers[LAYERS] = {0};
    copy(weights, layers, 0);
    for (int row = 0; row < ROWS; row++)
        for (int input = 0; input < INPUTS; input++) out[0][row][input] = X[input][row];
    for (long step = 0; step < steps; step++) {
        float p[ROWS], last[ROWS], cotangent[ROWS][LANES] = {{0}};
        for (int n = 0; n < LAYERS; n++)
            forward(&layers[n], WIDTH[n], WIDTH[n + 1], out[n], out[n + 1]);
        for (int row = 0; row < ROWS; row++) p[row] = out[LAYERS][row][0];
        losses[step] = cross_entropy(p, last);
        for (int row = 0; row < ROWS; row++) cotangent[row][0] = last[row];
        for (int n = LAYERS - 1; n >= 0; n--)
            backward(&layers[n], WIDTH[n], out[n], cotangent, n == 0);
    }
    copy(weights, layers, 1);
}
