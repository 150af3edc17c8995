// SPDX-License-Identifier: Apache-2.0

extension Float {
    /// The nearest bfloat16, halves to even.
    var halved: Float {
        Float(bitPattern: (bitPattern + 0x7fff + ((bitPattern >> 16) & 1)) & 0xffff_0000)
    }
}
