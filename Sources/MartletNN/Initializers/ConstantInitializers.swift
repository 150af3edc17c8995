// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletIR

extension Initializer {
    /// All 0.
    public struct Zeros: InitializerRule {
        /// All 0.
        public init() {}

        /// No arguments.
        public static let schema = Schema<Self>(Zeros())

        /// All 0.
        public func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence)
            -> [Double]
        {
            [Double](repeating: 0, count: shape.count)
        }
    }

    /// All 1.
    public struct Ones: InitializerRule {
        /// All 1.
        public init() {}

        /// No arguments.
        public static let schema = Schema<Self>(Ones())

        /// All 1.
        public func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence)
            -> [Double]
        {
            [Double](repeating: 1, count: shape.count)
        }
    }

    /// All the same.
    public struct Constant: InitializerRule {
        /// The value of all elements.
        public var value: Double

        /// All `value`.
        public init(_ value: Double = 0) {
            self.value = value
            requireValidArguments()
        }

        /// The arguments under Keras' names.
        public static let schema = Schema<Self>(
            Constant(), .argument("value", \.value, "The value of all elements."))

        /// All the same.
        public func elements(_ shape: Shape, _ dtype: DType, from source: RandomSequence)
            -> [Double]
        {
            [Double](repeating: value, count: shape.count)
        }
    }
}
