// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Tensor {
    /// A tensor of elements in memory.
    public init(_ host: HostTensor) {
        self.init(Node(constant: Constant(value: host), host, .current))
    }

    /// Tensors of elements in memory.
    package static func constants(_ hosts: [HostTensor]) -> [Tensor] {
        let origin = NodeOrigin.current
        return hosts.map { Tensor(Node(constant: Constant(value: $0), $0, origin)) }
    }

    /// A tensor of the given scalars in row-major order; there must be as many as `shape` has elements.
    public init<Element: Scalar>(scalars: [Element], shape: Shape) {
        guard scalars.count == shape.count else {
            self = .failed(.wrongCount(scalars.count, for: shape))
            return
        }
        self.init(HostTensor(scalars: scalars, shape: shape))
    }

    /// A scalar.
    public init(_ value: Double, dtype: DType = .float32) {
        self.init(Literal(value: value, dtype: dtype))
    }

    /// A vector: `Tensor([1, 2, 3])`.
    public init(_ values: [Double], dtype: DType = .float32) {
        self.init(HostTensor(values, shape: [values.count], dtype: dtype))
    }

    /// A matrix from its rows: `Tensor([[1, 2], [3, 4]])`.
    public init(_ rows: [[Double]], dtype: DType = .float32) {
        self.init(stacking: rows.map { Tensor($0, dtype: dtype) }, dtype)
    }

    /// A tensor with three axes.
    public init(_ values: [[[Double]]], dtype: DType = .float32) {
        self.init(stacking: values.map { Tensor($0, dtype: dtype) }, dtype)
    }

    /// A tensor with four axes.
    public init(_ values: [[[[Double]]]], dtype: DType = .float32) {
        self.init(stacking: values.map { Tensor($0, dtype: dtype) }, dtype)
    }

    /// Constants of one shape as one constant with a new first axis.
    private init(stacking parts: [Tensor], _ dtype: DType) {
        let hosts = parts.compactMap { $0.node.constant }
        guard let first = hosts.first else {
            self.init(HostTensor([], shape: [0], dtype: dtype))
            return
        }
        guard hosts.count == parts.count, hosts.allSatisfy({ $0.type == first.type }) else {
            self = .failed(.unequalRows())
            return
        }
        self.init(
            HostTensor(
                hosts.flatMap(\.doubles), shape: Shape([hosts.count] + first.shape.sizes),
                dtype: first.dtype))
    }

    /// A tensor whose elements all have the same value.
    public static func full(_ shape: Shape, _ value: Double, dtype: DType = .float32) -> Tensor {
        Tensor(value, dtype: dtype).broadcast(to: shape)
    }

    /// A tensor of zeros.
    public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor {
        full(shape, 0, dtype: dtype)
    }

    /// A tensor of ones.
    public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor {
        full(shape, 1, dtype: dtype)
    }

    /// Zeros of the shape and element type of `other`.
    public static func zeros(like other: Tensor) -> Tensor {
        zeros(other.shape, dtype: other.dtype)
    }

    /// Ones of the shape and element type of `other`.
    public static func ones(like other: Tensor) -> Tensor {
        ones(other.shape, dtype: other.dtype)
    }

    /// The identity matrix of the given size.
    public static func identity(_ size: Int, dtype: DType = .float32) -> Tensor {
        let rows = Tensor.range(size).reshaped(to: [size, 1])
        return (rows .== Tensor.range(size)).cast(to: dtype)
    }
}

extension GraphError {
    static func wrongCount(_ count: Int, for shape: Shape) -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: "Tensor",
            problem: "\(count) scalars do not fill the shape \(shape), which has \(shape.count)")
    }

    static func unequalRows() -> GraphError {
        GraphError(
            code: .shapeMismatch, operation: "Tensor",
            problem: "the rows of a nested array have different lengths")
    }
}
