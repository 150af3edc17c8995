// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension OperationSample {
    /// The operands with NaN and infinities at random places of one of them, for each floating one.
    func extremeOperands(as dtype: DType) -> [(what: String, operands: [HostTensor])] {
        let hosts = hosts(as: dtype)
        let floating = hosts.indices.filter { hosts[$0].dtype.isFloating && hosts[$0].count > 0 }
        return floating.flatMap { position in
            Self.extremes.map { what, values in
                var changed = hosts
                changed[position] = hosts[position].scattering(values, seed: UInt64(position))
                return ("\(what) in operand \(position)", changed)
            }
        }
    }

    private static let extremes: [(String, [Double])] = [
        ("NaN", [.nan]), ("infinity", [.infinity]), ("−infinity", [-.infinity]),
        ("NaN, infinities and zeros", [.nan, .infinity, 0, -.infinity, -0.0]),
    ]
}

extension HostTensor {
    /// The elements with each of `values` at one random place, and more of them in large arrays.
    fileprivate func scattering(_ values: [Double], seed: UInt64) -> HostTensor {
        let source = Philox(seed: seed, stream: 0x6E61_6E73)
        var elements = doubles
        for (number, value) in values.enumerated() {
            for time in 0...(elements.count / 1_500) {
                let place = source.uniform53(time * values.count + number)
                elements[Int(place * Double(elements.count))] = value
            }
        }
        return HostTensor(elements, shape: shape, dtype: dtype)
    }
}
