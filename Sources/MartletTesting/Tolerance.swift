// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// How far a computed number may lie from the expected one: `absolute + relative · |expected|`.
public struct Tolerance: Hashable, Sendable {
    /// The distance that is allowed however small the expected number is.
    public var absolute: Double
    /// The distance that is allowed as a share of the expected number.
    public var relative: Double

    /// A tolerance of the given parts.
    public init(relative: Double, absolute: Double = 0) {
        self.relative = relative
        self.absolute = absolute
    }

    /// Equal, or both NaN.
    public static let exact = Tolerance(relative: 0)
    /// For float32 results of a few operations.
    public static let float32 = Tolerance(relative: 1e-5, absolute: 1e-6)
    /// For float64 results of a few operations.
    public static let float64 = Tolerance(relative: 1e-12, absolute: 1e-13)
    /// For gradients from finite differences in float64.
    public static let gradient = Tolerance(relative: 1e-6)

    /// By how much two executors may differ, relative to the greatest magnitude of a result of type `dtype`.
    public static func executors(_ dtype: DType) -> Tolerance {
        switch dtype {
        case .float32: Tolerance(relative: 1e-5)
        case .float64: Tolerance(relative: 1e-12)
        case .float16: Tolerance(relative: 4e-3)
        case .bfloat16: Tolerance(relative: 3e-2)
        case .bool, .int8, .uint8, .int32, .int64: .exact
        }
    }
}
