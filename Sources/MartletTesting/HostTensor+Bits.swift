// SPDX-License-Identifier: Apache-2.0
package import MartletIR
import MartletSystem

extension HostTensor {
    /// Whether another tensor has the same type and the same bits, NaN and the sign of 0 included.
    package func hasSameBits(as other: HostTensor) -> Bool {
        guard type == other.type else { return false }
        return withUnsafeBytes { own in
            other.withUnsafeBytes { others in
                guard let first = own.baseAddress, let second = others.baseAddress else {
                    return own.count == others.count
                }
                return memcmp(first, second, own.count) == 0
            }
        }
    }
}
