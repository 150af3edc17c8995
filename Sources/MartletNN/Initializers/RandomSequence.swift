// SPDX-License-Identifier: Apache-2.0
public import MartletIR
private import MartletSystem
import MartletTensor

/// The first random numbers of a stream, computed on the host: what initialisers are made of.
///
/// Uniform and normal numbers are those of `Tensor.uniform` and `Tensor.normal` for the same seed and stream.
public struct RandomSequence {
    private let source: Philox

    /// The numbers of one of a seed's streams.
    public init(seed: UInt64, stream: UInt64) { source = Philox(seed: seed, stream: stream) }

    /// Numbers in `low..<high`: with 53 random bits for float64, with 24 for other types.
    public func uniform(_ count: Int, low: Double, high: Double, as dtype: DType) -> [Double] {
        let range = high - low
        if dtype == .float64 {
            return pairs(count) { first, second in (low + range * first, low + range * second) }
        }
        return [Double](unsafeUninitializedCapacity: (count + 3) / 4 * 4) { target, filled in
            for block in 0..<(count + 3) / 4 {
                let bits = source.block(UInt64(block))
                for lane in 0..<4 {
                    let unit = Double(bits[lane] >> 8) * 0x1p-24
                    target.initializeElement(at: block * 4 + lane, to: low + range * unit)
                }
            }
            filled = count
        }
    }

    /// Normal numbers of mean 0 and standard deviation 1 (Box & Muller, 1958).
    public func normal(_ count: Int) -> [Double] {
        pairs(count) { first, second in
            let radius = (-2 * log(1 - first)).squareRoot()
            let angle = 2 * Double.pi * second
            return (radius * cos(angle), radius * sin(angle))
        }
    }

    /// Normal numbers of mean 0 and standard deviation 1, those beyond ±2 left out.
    ///
    /// One uniform number each, through the inverse of the distribution function: nothing is drawn twice.
    public func truncatedNormal(_ count: Int) -> [Double] {
        let tail = 0.5 * erfc(2 / 2.0.squareRoot())
        let kept = 1 - 2 * tail
        return pairs(count) { first, second in
            (NormalQuantile.at(tail + kept * first), NormalQuantile.at(tail + kept * second))
        }
    }

    /// `count` numbers, made two by two from two uniform numbers.
    private func pairs(_ count: Int, _ make: (Double, Double) -> (Double, Double)) -> [Double] {
        [Double](unsafeUninitializedCapacity: (count + 1) / 2 * 2) { target, filled in
            for pair in 0..<(count + 1) / 2 {
                let (first, second) = source.uniformPair(pair)
                let made = make(first, second)
                target.initializeElement(at: pair * 2, to: made.0)
                target.initializeElement(at: pair * 2 + 1, to: made.1)
            }
            filled = count
        }
    }
}
