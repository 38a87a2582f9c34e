/* What the C contenders share: a fast sigmoid, the note's cross-entropy, XOR's four rows.
 *
 * Rows are the innermost dimension everywhere, so that the compiler puts one row in one lane. */
#ifndef LOGISTIC_H
#define LOGISTIC_H

#include <math.h>
#include <string.h>

enum { ROWS = 4, INPUTS = 2 };

static const float EPSILON = 1e-7f;
static const float LEARNING_RATE = 0.1f;

static const float X[INPUTS][ROWS] = {{0, 0, 1, 1}, {0, 1, 0, 1}};
static const float Y[ROWS] = {0, 1, 1, 0};

/* e^x within 2 units in the last place: 2^n * e^r with |r| <= ln(2)/2, e^r by its Taylor series to
 * the sixth power. Inputs beyond +-87 are held there, where float32 is about to over- or underflow. */
static inline float fast_exp(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 87.0f ? 87.0f : x;
    const float n = rintf(x * 1.44269504f);
    const float r = x - n * 0.69314718f;
    const float r2 = r * r; /* pairs of terms at once: the chain of steps hangs on this latency */
    const float series = (1.0f + r) + r2 * ((1.0f / 2 + r / 6) +
                                            r2 * ((1.0f / 24 + r / 120) + r2 * (1.0f / 720)));
    const int exponent = ((int)n + 127) << 23;
    float power;
    memcpy(&power, &exponent, sizeof power);
    return series * power;
}

static inline float sigmoid(float x) { return 1.0f / (1.0f + fast_exp(-x)); }

/* The mean over the rows of p, and in cotangent[] its derivative by each row's pre-activation.
 *
 * A row's label is 0 or 1, so one of the note's two logarithms has the factor 0: only the other is
 * taken. */
static inline float cross_entropy(const float p[ROWS], float cotangent[ROWS]) {
    float product = 1;
    for (int row = 0; row < ROWS; row++) {
        const float right = (Y[row] > 0 ? p[row] : 1 - p[row]) + EPSILON;
        product *= right;
        cotangent[row] = (Y[row] > 0 ? -1.0f : 1.0f) / ROWS * p[row] * (1 - p[row]) / right;
    }
    return -logf(product) / ROWS;
}

#endif
