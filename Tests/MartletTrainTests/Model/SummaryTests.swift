// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletNN
import MartletTrain
import Testing

/// The expected texts are what Keras 3.15 prints on a terminal of 80 columns.
@Suite struct SummaryTests {
    @Test func aSequentialModel() throws {
        let model = Sequential {
            Input(shape: [784])
            Dense(128, activation: .relu)
            Dense(10, activation: .softmax)
        }
        #expect(
            try model.summary() == """
                Model: "sequential"
                ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
                ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
                ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
                │ dense (Dense)                   │ (None, 128)            │       100,480 │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ dense_1 (Dense)                 │ (None, 10)             │         1,290 │
                └─────────────────────────────────┴────────────────────────┴───────────────┘
                 Total params: 101,770 (397.54 KB)
                 Trainable params: 101,770 (397.54 KB)
                 Non-trainable params: 0 (0.00 B)
                """)
    }

    @Test func longNamesAreWrapped() throws {
        let model = Sequential("a_model_with_a_long_name") {
            Input(shape: [28, 28, 1])
            Conv2D(32, kernel: 3)
            BatchNormalization()
        }
        let lines = try model.summary().split(separator: "\n").map(String.init)
        #expect(
            lines[6...7] == [
                "│ batch_normalization             │ (None, 26, 26, 32)     │           128 │",
                "│ (BatchNormalization)            │                        │               │",
            ])
        #expect(
            lines.suffix(3) == [
                " Total params: 448 (1.75 KB)", " Trainable params: 384 (1.50 KB)",
                " Non-trainable params: 64 (256.00 B)",
            ])
    }

    @Test func aFunctionalModelShowsConnections() throws {
        let (left, right) = (Input(shape: [4]), Input(shape: [3]))
        let x = Dense(5)(left)
        let y = Dense(5, name: "a_very_long_layer_name_indeed_it_is")(right)
        let joined = MartletNN.Concatenate()([MartletNN.Add()([x, y]), x])
        let model = Model(inputs: [left, right], outputs: [Dense(1)(joined)])
        let text = try model.summary()
        for line in [
            "┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃",
            "│ input_layer         │ (None, 4)         │          0 │ -                 │",
            "│ (InputLayer)        │                   │            │                   │",
            "│ a_very_long_layer_… │ (None, 5)         │         20 │ input_layer_1[0]… │",
            "│ add (Add)           │ (None, 5)         │          0 │ dense[0][0],      │",
            "│                     │                   │            │ a_very_long_laye… │",
        ] { #expect(text.contains(line)) }
    }

    @Test func anUnbuiltModel() throws {
        #expect(
            try Sequential { Dense(3) }.summary().contains(
                "│ ?                      │   0 (unbuilt) │"))
    }
}
