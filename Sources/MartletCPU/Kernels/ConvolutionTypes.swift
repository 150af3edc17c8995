// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// In which element types a convolution is computed.
struct ConvolutionTypes: Hashable {
    /// Of the image and the seed.
    let operands: DType
    /// Of the filters: another one only among bytes.
    let filters: DType
    /// Of the result and the bias.
    let result: DType

    /// What kernels are asked for, in order: these types; a wide result; wide operands too.
    ///
    /// Products of bytes are whole numbers, which float32 adds up exactly below 2²⁴ and float64 below 2⁵³: `products` is how
    /// many one sum has at most.
    func candidates(products: Int) -> [ConvolutionTypes] {
        var list = [self]
        if operands.isByte {
            let type: DType = products <= 256 ? .float32 : .float64
            return list + [ConvolutionTypes(all: type)]
        }
        let wide = operands.wide
        if wide != operands {
            if result != wide {
                list.append(
                    ConvolutionTypes(operands: operands, filters: filters, result: wide))
            }
            list.append(ConvolutionTypes(all: wide))
        }
        return list
    }

    /// Whether everything is float32, or everything float64.
    var isReal: Bool { operands == result && (result == .float32 || result == .float64) }
}

extension ConvolutionTypes {
    private init(all dtype: DType) { self.init(operands: dtype, filters: dtype, result: dtype) }
}
