// SPDX-License-Identifier: Apache-2.0
import CDigits
import MartletIR

extension Dataset {
    /// 1,797 handwritten digits of 8 × 8 pixels, which come with Martlet.
    ///
    /// Inputs are `[1797, 8, 8, 1]`, stored as 0…16 and read as 0…1; targets are the labels 0…9.
    /// Source: E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits* (1998), UCI Machine
    /// Learning Repository, <https://doi.org/10.24432/C50P49>, CC BY 4.0.
    ///
    /// - Returns: The examples in the order of the source; see ``trainTestSplit(testSize:seed:stratified:)``.
    public static func digits() throws -> Dataset {
        let count = Int(CDIGITS_COUNT)
        var pixels: [UInt8] = []
        var labels: [Int32] = []
        pixels.reserveCapacity(count * 64)
        let text = UnsafeBufferPointer(start: cdigits_text(), count: count * 65)
        for digit in 0..<count {
            pixels += text[digit * 65..<digit * 65 + 64].map(value)
            labels.append(Int32(value(of: text[digit * 65 + 64])))
        }
        return try Dataset(
            inputs: [
                Features(HostTensor(scalars: pixels, shape: [count, 8, 8, 1]), scale: 1 / 16)
            ],
            targets: [HostTensor(scalars: labels, shape: [count])],
            classNames: (0...9).map(String.init), name: "digits")
    }

    /// The value that a character of the embedded text stands for: 0-9, then a-g.
    private static func value(of character: UInt8) -> UInt8 {
        character < UInt8(ascii: "a")
            ? character - UInt8(ascii: "0") : character - UInt8(ascii: "a") + 10
    }
}
