// SPDX-License-Identifier: Apache-2.0
import CKernels

/// Makes one step of neighbours that do not need each other: nobody waits for the last tile of one before the next begins.
///
/// The gradients of a layer by its weights, its bias and its input are the case in point.
struct JoinSteps {
    /// How many steps further on a step may be that joins.
    private static let reach = 6

    static func apply(to steps: [PlannedStep], _ tiling: Tiling) -> [PlannedStep] {
        var joined: [PlannedStep] = []
        var isTaken = steps.map { _ in false }
        for index in steps.indices where !isTaken[index] {
            var group = [index]
            var passed: [Int] = []
            for next in steps[(index + 1)...].indices.prefix(reach) {
                if !steps[next - 1].isPlain { break }
                guard !isTaken[next], steps[next].isPlain,
                    (group + passed).allSatisfy({ !steps[next].needs(steps[$0]) }),
                    group.contains(where: { steps[$0].isWorthSharing(tiling) })
                        || steps[next].isWorthSharing(tiling)
                else {
                    if !isTaken[next] { passed.append(next) }
                    continue
                }
                group.append(next)
                isTaken[next] = true
            }
            joined.append(.together(group.map { steps[$0] }, tiling))
        }
        return joined
    }
}

extension PlannedStep {
    /// Whether it just follows the step before it, and the next follows it.
    fileprivate var isPlain: Bool { label == nil && jump == nil && work.units > 0 }

    fileprivate func isWorthSharing(_ tiling: Tiling) -> Bool {
        work.tiles > 1 || work.nanoseconds >= tiling.grain
    }

    /// Whether it must run behind an earlier step.
    fileprivate func needs(_ earlier: PlannedStep) -> Bool {
        let written = Set(earlier.writes)
        return !written.isDisjoint(with: reads) || !written.isDisjoint(with: writes)
            || !Set(earlier.reads).isDisjoint(with: writes)
    }

    /// One step of several that do not need each other.
    fileprivate static func together(_ steps: [PlannedStep], _ tiling: Tiling) -> PlannedStep {
        guard steps.count > 1 else { return steps[0] }
        let order = inMiddle(steps)
        let tiles = order.reduce(0) { $0 + $1.work.tiles }
        let cost = order.dropFirst().reduce(order[0].work.cost) { $0 + $1.work.cost }
        let reads = Dictionary(
            order.flatMap { Set($0.reads) }.map { ($0, 1) }, uniquingKeysWith: +)
        return PlannedStep(
            name: order.map(\.name).joined(separator: ", "), reads: order.flatMap(\.reads),
            writes: order.flatMap(\.writes),
            // Who lends must not be read by others.
            lends: order.flatMap(\.lends).filter { reads[$0.lender] == 1 },
            work: Work(units: tiles, tiles: min(tiles, tiling.mostTiles), cost: cost),
            members: order
        ) { memory in
            let context = TogetherContext(try BoundSteps(order, memory), order)
            return BoundStep(
                run: { ck_together_run($0, $1, $2, $3) }, address: context.address,
                context: context)
        }
    }

    /// The steps with the longest tiles outside: threads begin at both ends, and short tiles in the middle make them
    /// end at the same time.
    private static func inMiddle(_ steps: [PlannedStep]) -> [PlannedStep] {
        let sorted = steps.enumerated().sorted {
            let (first, second) = ($0.element.work.tileNanoseconds, $1.element.work.tileNanoseconds)
            return (second, $0.offset) < (first, $1.offset)
        }.map(\.element)
        let front = sorted.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        let back = sorted.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        return front + back.reversed()
    }
}

extension Work {
    fileprivate var tileNanoseconds: Double { nanoseconds / Double(tiles) }
}

/// Steps that run together, as the context of one.
private final class TogetherContext: StepContext {
    private let steps: BoundSteps
    private let names: [String]
    private let begins: UnsafeMutableBufferPointer<Int64>
    private let together: UnsafeMutablePointer<CKTogether>

    init(_ steps: BoundSteps, _ planned: [PlannedStep]) {
        self.steps = steps
        names = planned.map(\.name)
        begins = .allocate(capacity: planned.count + 1)
        var unit: Int64 = 0
        begins.initializeElement(at: 0, to: unit)
        for (index, step) in planned.enumerated() {
            unit += Int64(step.work.tiles)
            begins.initializeElement(at: index + 1, to: unit)
        }
        together = .allocate(capacity: 1)
        together.initialize(
            to: CKTogether(
                steps: steps.steps.baseAddress, begins: UnsafePointer(begins.baseAddress),
                failed: 0))
    }

    var address: UnsafeMutableRawPointer { UnsafeMutableRawPointer(together) }

    override func explain(_ status: Int32) -> String {
        steps.explain(Int(together.pointee.failed), status)
    }

    override var failedOperation: String? { names[Int(together.pointee.failed)] }

    deinit {
        together.deallocate()
        begins.deallocate()
    }
}
