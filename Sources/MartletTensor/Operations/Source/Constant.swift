// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// Elements in memory.
///
/// Executors may take it as an input, so that new data needs no new program.
package struct Constant: Primitive {
    package static let name = "constant"
    package let value: HostTensor

    package init(value: HostTensor) { self.value = value }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType { value.type }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor { value }
}

extension Node {
    /// The value, if it is there already.
    package var constant: HostTensor? {
        value ?? (applies(Constant.self) ? (operation as? Constant)?.value : nil)
    }
}
