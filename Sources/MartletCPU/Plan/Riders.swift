// SPDX-License-Identifier: Apache-2.0

/// What the step of an operation does besides.
struct Riders: Equatable {
    /// What follows a matrix product, a convolution or a pooling.
    struct Epilogue: Equatable {
        /// The value added to each element, before the bias.
        var residual: Int?
        /// The value added to every row, one number for each column.
        var bias: Int?
        /// Whether negative results become 0.
        var isRectified = false
        /// The value that the step makes in the end.
        var result: Int
    }

    /// A max pooling that alone reads a convolution's result.
    struct Pooling: Equatable {
        /// The pooling's instruction.
        let node: Int
        let epilogue: Epilogue?
    }

    var epilogue: Epilogue?
    /// For a convolution whose result is pooled in the same step, that pooling.
    var pooling: Pooling?
    /// For a convolution's filter gradient, the sum of its seed over everything but features.
    var biasGradient: Int?
    /// For a max pooling, or a convolution with one, whether it notes which elements it has chosen.
    var makesNotes = false
    /// For a max pooling's gradient, the pooling whose notes it reads.
    var notesOf: Int?
}
