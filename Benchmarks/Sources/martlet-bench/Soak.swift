// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CMallocCount
import Martlet

/// Allocations per step and memory over many steps.
struct Soak: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train for many steps and print allocations per step and the memory in use.",
        discussion: """
            Allocations are counted inside one long epoch, between two of its batches, so that nothing but steps \
            happens in between.
            """)

    @Option(help: "One of \(Workload.names).")
    var workload = Workload.tiny

    @Option(help: "Steps to take.")
    var steps = 100_000

    @OptionGroup var engine: EngineOptions

    @Flag(
        help: """
            End with exit status 1 if Martlet allocates anything in a step, or if memory grows by more than 1 MB \
            between 10 and 100 % of the steps.
            """)
    var check = false

    func validate() throws {
        guard steps >= 100 else { throw ValidationError("--steps must be at least 100.") }
        guard !workload.isPrediction else {
            throw ValidationError("--workload must be one that trains.")
        }
    }

    func run() throws {
        let data = try workload.network.makeData(count: workload.sampleCount)
        let batch = workload.batchSize
        let probe = StepProbe(steps: steps)
        try engine.use {
            let model = try workload.network.makeModel()
            let rows = (0..<(10_000 * batch)).map { $0 % data.count }
            let long = workload == .tiny ? try data.subset(rows) : data
            let callback = LambdaCallback(batchDidEnd: { _, control in
                if probe.stepDidEnd() { control.stop(because: "all steps are taken") }
            })
            try model.fit(long, epochs: .max, batchSize: batch, callbacks: [callback])
        }
        print(probe.line(workload))
        if check, let fault = probe.fault {
            print("soak: \(fault)")
            throw ExitCode.failure
        }
    }
}

/// Counts allocations and memory between steps.
final class StepProbe {
    private let steps: Int
    private var step = 0
    private var before = malloc_counts()
    private var perStep: (own: Double, library: Double) = (0, 0)
    private var memory: [Double] = []
    private var isCounted = false
    /// Steps between which allocations are counted: within the first epoch of every workload.
    private let counted = 20..<70

    init(steps: Int) {
        self.steps = steps
        memory.reserveCapacity(16)
    }

    /// Takes note of a step; true if it was the last.
    func stepDidEnd() -> Bool {
        step += 1
        if step == counted.lowerBound {
            malloc_count_enable(1)
            before = malloc_count_read()
        } else if step == counted.upperBound {
            let after = malloc_count_read()
            malloc_count_enable(0)
            isCounted = true
            let count = Double(counted.count)
            perStep = (
                Double(after.own - before.own) / count,
                Double(after.library - before.library) / count
            )
        }
        if step == steps / 10 || step == steps / 2 || step == steps {
            memory.append(ForeignLoad.currentMemory())
        }
        return step >= steps
    }

    /// What a soak must not show.
    var fault: String? {
        guard isCounted else { return "allocations were not counted: too few steps in an epoch" }
        if perStep.own > 0 {
            return "\(perStep.own) allocations a step, where there should be none"
        }
        let growth = (memory.last ?? 0) - (memory.first ?? 0)
        return growth > 1 ? "memory grew by \(growth) MB" : nil
    }

    func line(_ workload: Workload) -> String {
        let value: JSONValue = [
            "workload": .string(workload.rawValue), "steps": .int(step),
            "own_allocations_per_step": .double(perStep.own),
            "library_allocations_per_step": .double(perStep.library),
            "rss_mb_at_10_50_100_percent": .array(memory.map { .double($0) }),
        ]
        return value.text
    }
}
