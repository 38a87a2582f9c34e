/* 2-2-1 on XOR: full-batch gradient descent, each step's loss recorded. */
#include "logistic.h"

enum { HIDDEN = 2 };

struct network {
    float kernel1[INPUTS][HIDDEN], bias1[HIDDEN], kernel2[HIDDEN], bias2;
};

/* weights: a struct network, updated. losses: [steps], before each update. */
void train(float *weights, long steps, float *losses) {
    struct network net;
    memcpy(&net, weights, sizeof net);
    for (long step = 0; step < steps; step++) {
        float hidden[HIDDEN][ROWS], p[ROWS], cotangent[ROWS];
        for (int unit = 0; unit < HIDDEN; unit++)
            for (int row = 0; row < ROWS; row++)
                hidden[unit][row] =
                    sigmoid(net.bias1[unit] + X[0][row] * net.kernel1[0][unit] +
                            X[1][row] * net.kernel1[1][unit]);
        for (int row = 0; row < ROWS; row++)
            p[row] = sigmoid(net.bias2 + hidden[0][row] * net.kernel2[0] +
                             hidden[1][row] * net.kernel2[1]);
        losses[step] = cross_entropy(p, cotangent);

        float bias2 = 0;
        for (int row = 0; row < ROWS; row++) bias2 += cotangent[row];
        for (int unit = 0; unit < HIDDEN; unit++) {
            float kernel2 = 0, bias1 = 0, kernel1[INPUTS] = {0, 0};
            for (int row = 0; row < ROWS; row++) {
                const float h = hidden[unit][row];
                const float below = cotangent[row] * net.kernel2[unit] * h * (1 - h);
                kernel2 += cotangent[row] * h;
                bias1 += below;
                kernel1[0] += below * X[0][row];
                kernel1[1] += below * X[1][row];
            }
            net.kernel2[unit] -= LEARNING_RATE * kernel2;
            net.bias1[unit] -= LEARNING_RATE * bias1;
            net.kernel1[0][unit] -= LEARNING_RATE * kernel1[0];
            net.kernel1[1][unit] -= LEARNING_RATE * kernel1[1];
        }
        net.bias2 -= LEARNING_RATE * bias2;
    }
    memcpy(weights, &net, sizeof net);
}
