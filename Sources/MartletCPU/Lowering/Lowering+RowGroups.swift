// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Loops whose rows know nothing of each other: each group of rows is a program of its own, which one thread does from
/// the first round to the last without waiting for others.
extension Lowering {
    /// Rows of a group, at least: fewer would read the weights more often than they use them.
    private static let leastRows = 16

    /// Emits a scan as one step with a unit for each group of rows; false if its rows depend on each other, or are few.
    func emitRowGroups(_ loop: ScanLoop) throws -> Bool {
        guard let batch = loop.outputs.first?.sizes.first,
            let count = groupCount(of: batch), let body = rowwise(loop, batch, batch / count)
        else { return false }
        let groups = try (0..<count).map { group in
            try plan.program.collect {
                try emit(loop.rows(of: group, body, batch / count), body.graph)
            }
        }
        var programs: [[PlannedStep]] = []
        for group in groups {
            let steps = HoistInvariants.apply(to: group)
            let start = steps.firstIndex { $0.isPlace } ?? 0
            for step in steps[..<start] { plan.emit(step) }
            programs.append(Array(steps[start...]))
        }
        let ranges = programs.map(StepRanges.init)
        let nanoseconds = strictZip(programs, ranges).map { steps, ranges in
            steps.enumerated().map { $1.work.nanoseconds * ranges.rounds(of: $0) }.reduce(0, +)
        }
        plan.emit(
            .programs(
                Scan.name, programs, plan.work(units: count, nanoseconds: nanoseconds.reduce(0, +)))
        )
        return true
    }

    /// Into how many equal groups rows are cut; nil if they are too few.
    private func groupCount(of batch: Int) -> Int? {
        let most = min(batch / Self.leastRows, Int(CK_MOST_TILES))
        return most < 2 ? nil : (2...most).last { batch % $0 == 0 }
    }

    /// The body for some of the rows.
    ///
    /// What is carried and sliced is cut; what is the same in all rounds may have rows, too (a mask), or be a weight
    /// that happens to be as long.
    private func rowwise(_ loop: ScanLoop, _ batch: Int, _ rows: Int) -> RowwiseBody? {
        let isCut = loop.inputs.map { $0.sizes.first == batch }
        let constants = loop.scan.constantCount
        let withoutConstants = isCut.indices.map { $0 >= constants && isCut[$0] }
        return RowwiseBody(loop.scan.body, batch: batch, rows: rows, isCut: withoutConstants)
            ?? RowwiseBody(loop.scan.body, batch: batch, rows: rows, isCut: isCut)
    }
}

extension Lowering.ScanLoop {
    /// The same loop over the rows of a group.
    fileprivate func rows(of group: Int, _ body: RowwiseBody, _ rows: Int) -> Self {
        func part(_ view: View) -> View {
            var part = view
            part.offset += group * rows * view.strides[0]
            part.sizes[0] = rows
            return part
        }
        var loop = self
        loop.inputs = strictZip(inputs, body.isCut).map { $1 ? part($0) : $0 }
        loop.outputs = outputs.map(part)
        return loop
    }
}

extension PlannedStep {
    /// Programs that know nothing of each other, as one step with a unit for each.
    fileprivate static func programs(_ name: String, _ programs: [[PlannedStep]], _ work: Work)
        -> PlannedStep
    {
        let all = programs.flatMap { $0 }
        let begins = programs.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        return PlannedStep(
            name: name, reads: all.flatMap(\.reads), writes: all.flatMap(\.writes), work: work
        ) { memory in
            let context = ProgramsContext(try BoundSteps(all, memory), begins)
            return BoundStep(
                run: { ck_programs_run($0, $1, $2, $3) }, address: context.address, context: context
            )
        }
    }
}

/// Programs as the context of one step.
private final class ProgramsContext: StepContext {
    private let steps: BoundSteps
    private let begins: UnsafeMutableBufferPointer<Int64>
    private let programs: UnsafeMutablePointer<CKPrograms>

    init(_ steps: BoundSteps, _ begins: [Int]) {
        self.steps = steps
        self.begins = .allocate(capacity: begins.count)
        _ = self.begins.initialize(from: begins.map(Int64.init))
        programs = .allocate(capacity: 1)
        programs.initialize(
            to: CKPrograms(
                steps: steps.steps.baseAddress, begins: UnsafePointer(self.begins.baseAddress)))
    }

    var address: UnsafeMutableRawPointer { UnsafeMutableRawPointer(programs) }

    deinit {
        programs.deallocate()
        begins.deallocate()
    }
}
