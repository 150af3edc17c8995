// SPDX-License-Identifier: Apache-2.0
import Martlet

/// The shortest time of a program.
enum ProgramTime {
    /// The shortest time in which `outputs` are computed, in seconds, over about so many seconds of runs.
    ///
    /// Inputs are small random numbers: floating-point ones from −1 to 1, whole ones as their type has them.
    static func best(_ outputs: [Tensor], from inputs: [Tensor], seconds: Double) throws -> Double {
        let graph = Graph(computing: outputs, from: inputs)
        let runner = try Device.current.executor.compile(graph).makeRunner()
        for (index, (buffer, input)) in zip(runner.inputs, inputs).enumerated() {
            numbers(input.type, seed: index).copyElements(to: buffer)
        }
        let clock = ContinuousClock()
        let begin = clock.now
        var best = Double.infinity
        while Stopwatch.seconds(clock.now - begin) < seconds {
            let start = clock.now
            try runner.run()
            best = min(best, Stopwatch.seconds(clock.now - start))
        }
        return best
    }

    private static func numbers(_ type: TensorType, seed: Int) -> HostTensor {
        var random = SplitMix64(state: UInt64(seed))
        let values = (0..<type.shape.count).map { _ in
            let number = Double(random.next() >> 40) * 0x1p-23 - 1
            return type.dtype.isInteger ? (number * 100).rounded() : number
        }
        return HostTensor(values, shape: type.shape, dtype: type.dtype)
    }
}
