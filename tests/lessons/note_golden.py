"""What the note's programs printed under TensorFlow 2.21.0 / Keras 3.15.1 on a CPU, seed 777."""

import numpy as np

INITIAL = {
    "xor-units": {
        "weight1": [[0.7706481218338013], [0.3733540177345276]],
        "bias1": [-1.3080607652664185],
        "weight2": [[0.35265976190567017], [-0.25515320897102356]],
        "bias2": [1.7266569137573242],
        "weight3": [[-0.2769736647605896], [-2.316254138946533]],
        "bias3": [0.9083067178726196],
    },
    "xor-hidden": {
        "weight1": [
            [0.7706481218338013, 0.3733540177345276],
            [-0.055763233453035355, 0.00358377443626523],
        ],
        "bias1": [-1.3080607652664185, -0.13253094255924225],
        "weight2": [[0.35265976190567017], [-0.25515320897102356]],
        "bias2": [1.7266569137573242],
    },
}

FINAL = {
    "xor-units": [
        [[-2.9419634342193604], [3.806910991668701]],
        [1.145403265953064],
        [[5.86833381652832], [-6.080496311187744]],
        [3.565981388092041],
        [[-4.199935436248779], [-4.773256778717041]],
        [6.3789963722229],
    ],
    "xor-hidden": [
        [[5.939287185668945, 5.9593586921691895], [-6.109744071960449, -5.6819329261779785]],
        [-3.2244908809661865, 2.8257603645324707],
        [[9.591449737548828], [-9.06224250793457]],
        [4.185381889343262],
    ],
}

# The loss before the last update: the program's own `loss_value` when its loop ends.
FINAL_LOSS = {
    "xor-units": 0.2005978673696518,
    "xor-hidden": 0.018509887158870697,
    "xor-deep": 0.017721209675073624,
}

LINES = {
    "xor-units": """\
Iter: 0, Loss: 0.8500
Iter: 5000, Loss: 0.6847
Iter: 10000, Loss: 0.6610
Iter: 15000, Loss: 0.6154
Iter: 20000, Loss: 0.5722
Iter: 25000, Loss: 0.5433
Iter: 30000, Loss: 0.5211
Iter: 35000, Loss: 0.4911
Iter: 40000, Loss: 0.4416
Iter: 45000, Loss: 0.3313
Testset Accuracy: 1.0000""",
    "xor-hidden": """\
Iter: 0, Loss: 1.0163
Iter: 1000, Loss: 0.6930
Iter: 2000, Loss: 0.6914
Iter: 3000, Loss: 0.6749
Iter: 4000, Loss: 0.4821
Iter: 5000, Loss: 0.1470
Iter: 6000, Loss: 0.0666
Iter: 7000, Loss: 0.0412
Iter: 8000, Loss: 0.0294
Iter: 9000, Loss: 0.0228
Testset Accuracy: 1.0000
Predictions:
 [[0]
 [1]
 [1]
 [0]]""",
    "xor-deep": """\
Epoch: 0, Loss: 1.0501
Epoch: 500, Loss: 0.6827
Epoch: 1000, Loss: 0.6503
Epoch: 1500, Loss: 0.4685
Epoch: 2000, Loss: 0.1006
Epoch: 2500, Loss: 0.0331
Testset Accuracy: 1.0000
Predictions:
 [[0]
 [1]
 [1]
 [0]]""",
}


def initial(program: str) -> list[np.ndarray]:
    """The program's variables in the order it draws them."""
    return [np.array(values, dtype=np.float32) for values in INITIAL[program].values()]
