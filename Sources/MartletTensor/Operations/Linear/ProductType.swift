// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Operands {
    /// The element type in which products of the two operands are added up, which is that of the result.
    ///
    /// It is what `accumulating:` said; without it bytes give int32, which holds their sums, and all other types themselves.
    func productType(accumulating wanted: DType?) throws(GraphError) -> DType {
        let areBytes = types.allSatisfy { $0.dtype.isByte }
        let common = areBytes ? DType.int32 : try commonDType()
        guard common != .bool else { throw .needsNumbers() }
        guard let wanted else { return common }
        let isHalf = common == .float16 || common == .bfloat16
        if wanted == common || (isHalf && wanted == .float32) { return wanted }
        throw .cannotAccumulate(types[0].dtype, in: wanted, instead: isHalf ? .float32 : common)
    }

    /// The same for convolutions, which take floating types and bytes.
    func convolvedType(accumulating wanted: DType?) throws(GraphError) -> DType {
        if !types.allSatisfy({ $0.dtype.isByte }) {
            _ = try commonDType()
            _ = try onlyFloating()
        }
        return try productType(accumulating: wanted)
    }
}

extension GraphError {
    fileprivate static func cannotAccumulate(_ dtype: DType, in wanted: DType, instead: DType)
        -> GraphError
    {
        GraphError(
            code: .typeMismatch,
            problem: "products of \(dtype) are not added up in \(wanted)",
            hint: "leave out accumulating: \(wanted), or say accumulating: .\(instead)"
                + (dtype.isByte ? "; then cast(to: .\(wanted), saturating: true)" : ""))
    }
}
