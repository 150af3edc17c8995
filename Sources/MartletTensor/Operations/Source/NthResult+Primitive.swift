// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension NthResult: Primitive {
    /// Executors read the result where its operation has left it.
    public func evaluate(_ operands: [HostTensor], as type: TensorType) throws(ExecutionError)
        -> HostTensor
    {
        internalFailure("a part of several results is read, not computed")
    }
}
