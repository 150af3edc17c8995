// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

extension Initializer {
    /// Rows, or columns if there are fewer, of equal length and at right angles.
    ///
    /// Source: Saxe, McClelland & Ganguli, "Exact solutions to the nonlinear dynamics of learning", 2014.
    public struct Orthogonal: RandomInitializerRule {
        /// The length of rows or columns.
        public var gain: Double
        /// Chooses the numbers.
        public var seed: Int?

        /// Rows or columns of the length `gain`.
        public init(gain: Double = 1, seed: Int? = nil) {
            (self.gain, self.seed) = (gain, seed)
            requireValidArguments()
        }

        /// The arguments under Keras' names.
        public static let schema = Schema<Self>(
            Orthogonal(), .argument("gain", \.gain, "The length of rows or columns."), .seed)

        /// Random numbers.
        public func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence)
            -> [Double]
        {
            OrthogonalMatrix.elements(shape, source).map { gain * $0 }
        }

        /// Throws if the shape has fewer than two axes.
        public func check(_ shape: Shape) throws(GraphError) {
            guard shape.rank < 2 else { return }
            throw GraphError(
                code: .invalidAttribute, operation: "orthogonal",
                problem: "a parameter needs at least two axes to be orthogonal, got \(shape)",
                hint: "use another initializer for biases: zeros")
        }
    }
}
