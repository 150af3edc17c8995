// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Collects the steps of a program: what each unit becomes is said in `Lowering`; where values lie is kept here.
final class PlanBuilder {
    let graph: Graph
    let tiling: Tiling
    let kernels: [any KernelProvider]

    let program: ProgramDraft
    /// Counts the rounds of the loop whose body this is, and of the one around it; views move with them.
    let rounds: Rounds
    private var views: [View?]
    /// By the instruction of an operation with several results.
    private var severalViews: [Int: [View]] = [:]
    private var denseCopies: [Int: View] = [:]
    /// Values in other element types than their own.
    var convertedValues: [ConvertedValue: View] = [:]
    /// Values that are computed straight into the memory of an input or an output.
    private var homes: [Int: View] = [:]
    /// The same for results of operations that have several, by instruction and number.
    private var severalHomes: [Int: [Int: View]] = [:]
    /// How many threads may take part: scratch memory is made for each.
    let lanes: Int
    /// Where max-pooling notes which elements it chose, by its instruction.
    var poolingNotes: [Int: View] = [:]
    /// Values in layouts that oneDNN wants.
    let oneDNN = Reorders()

    init(_ graph: Graph, kernels: [any KernelProvider], tiling: Tiling, lanes: Int) {
        self.graph = graph
        self.kernels = kernels
        self.tiling = tiling
        self.lanes = lanes
        program = ProgramDraft()
        rounds = Rounds()
        views = graph.instructions.map { _ in nil }
    }

    /// A builder for a graph inside this one's, which adds to the same program.
    ///
    /// - Parameters:
    ///   - body: The graph.
    ///   - outer: The builder of the graph around it.
    ///   - rounds: Counts the rounds, if the body is a loop's.
    init(body: Graph, of outer: PlanBuilder, rounds: Storage?) {
        graph = body
        kernels = outer.kernels
        tiling = outer.tiling
        lanes = outer.lanes
        program = outer.program
        self.rounds = rounds.map { Rounds(inner: $0, outer: outer.rounds.inner) } ?? Rounds()
        views = body.instructions.map { _ in nil }
    }

    // MARK: Storage

    /// Memory of the arena that lives from the first step that uses it to the last.
    func temporary(byteCount: Int) -> Storage { add(.arena(byteCount: byteCount)) }

    /// Memory of the arena for a value of the given type.
    func temporary(_ type: TensorType) -> View {
        View(dense: type, in: temporary(byteCount: type.byteCount))
    }

    func add(_ source: StorageSource) -> Storage { program.add(source) }

    /// Makes a value's result be computed in memory that is given.
    func setHome(_ home: View, of value: Int) {
        if let part = graph.instructions[value].operation as? NthResult {
            severalHomes[graph.instructions[value].operands[0], default: [:]][part.index] = home
        } else {
            homes[value] = home
        }
    }

    /// Makes a value's result be computed in memory that is given, if it has no place yet.
    func setHome(_ home: View, ofUnplaced value: Int) {
        if homes[value] == nil, views[value] == nil { homes[value] = home }
    }

    // MARK: Values

    func type(_ value: Int) -> TensorType { graph.instructions[value].type }

    func setView(_ view: View, of value: Int) { views[value] = view }

    /// How a value lies in memory; copied once a round if its place moves.
    func view(_ value: Int) -> View {
        let view = movingView(value)
        return view.isMoving ? copied(value, view) : view
    }

    /// How a value lies in memory, for steps that can follow a view that moves.
    func movingView(_ value: Int) -> View {
        if let view = views[value] { return view }
        guard let primitive = graph.instructions[value].operation as? any MartletTensor.Primitive,
            graph.instructions[value].operands.isEmpty,
            let constant = try? primitive.evaluate([], as: type(value))
        else { internalFailure("%\(value) is read before it is computed\n\(graph)") }
        let view = View(dense: type(value), in: add(.constant(constant.buffer)))
        views[value] = view
        return view
    }

    /// A value as a dense array; copied once if it is not.
    func dense(_ value: Int) -> View {
        let view = movingView(value)
        return view.isDense && !view.isMoving ? view : copied(value, view)
    }

    private func copied(_ value: Int, _ view: View) -> View {
        if let copy = denseCopies[value] { return copy }
        let copy = temporary(type(value))
        emitCopy(from: view, to: copy)
        denseCopies[value] = copy
        return copy
    }

    /// Where a value's elements go: dense, in the memory that was chosen for it or in the arena.
    func result(_ value: Int) -> View {
        if let home = homes[value], home.isMoving || !home.isDense { homes[value] = nil }
        return movingResult(value)
    }

    /// Where a value's elements go, for steps that can follow a view that moves.
    func movingResult(_ value: Int) -> View {
        if let view = views[value] { return view }
        let view = homes[value] ?? temporary(type(value))
        views[value] = view
        return view
    }

    /// Where the results of an operation go; several lie in the arena if nobody else has placed them.
    ///
    /// - Parameters:
    ///   - value: The operation.
    ///   - firstMoving: Results from this one on are walked along by a loop of their own: they may move with this
    ///     body's loop, but not with the one around it, too.
    ///   - withAllLoops: Whether those may move with the loop around that one, too.
    /// - Returns: A place for each result.
    func results(
        _ value: Int, movingFrom firstMoving: Int = .max, withAllLoops: Bool = false
    ) -> [View] {
        if let views = severalViews[value] { return views }
        if graph.instructions[value].furtherTypes.isEmpty {
            let mayMove = firstMoving == 0 && (homes[value]?.motion.outer ?? 0) == 0
            return [mayMove ? movingResult(value) : result(value)]
        }
        let homes = severalHomes[value] ?? [:]
        let views = graph.instructions[value].types.enumerated().map { index, type in
            guard let home = homes[index], home.isDense,
                index >= firstMoving
                    ? withAllLoops || home.motion.outer == 0 : !home.isMoving
            else { return temporary(type) }
            return home
        }
        severalViews[value] = views
        return views
    }

    /// Says where the results of an operation lie that has several.
    func setResults(_ views: [View], of value: Int) { severalViews[value] = views }

    // MARK: Steps

    func emit(_ step: PlannedStep) { program.emit(step) }

    /// Work of `units` equal parts, cut into tiles by the one rule.
    func work(units: Int, _ cost: Cost) -> Work {
        Work(
            units: units, tiles: tiling.tiles(units: units, nanoseconds: cost.nanoseconds),
            cost: cost)
    }

    /// Work whose cost is the calculation.
    func work(units: Int, nanoseconds: Double) -> Work {
        work(units: units, Cost(calculating: nanoseconds))
    }

    /// A step that a C function runs on a description.
    ///
    /// - Parameters:
    ///   - name: The operation.
    ///   - reads: The arrays that it reads.
    ///   - rounds: The counts of rounds that arrays move with.
    ///   - writes: The arrays that it writes.
    ///   - kernel: The description but for its addresses.
    ///   - kernelName: What the kernel is called in reports.
    ///   - units: The parts that its work can be cut into.
    ///   - nanoseconds: About how long one thread calculates.
    ///   - bytes: What it reads and writes, where that may take longer.
    ///   - run: The C function.
    ///   - explain: What a status says.
    ///   - bind: Sets the addresses.
    func emit<Kernel>(
        _ name: String, reads: [View], rounds: Rounds = Rounds(), writes: [View], _ kernel: Kernel,
        as kernelName: String = PlannedStep.builtIn, units: (UnsafePointer<Kernel>) -> Int64,
        nanoseconds: Double, bytes: Int = 0, _ run: @escaping StepFunction,
        explain: @escaping (Kernel, Int32) -> String = { _, _ in "failed" },
        bind: @escaping (inout Kernel, Memory) -> Void
    ) {
        let count = withUnsafePointer(to: kernel) { Int(units($0)) }
        emit(
            PlannedStep(
                name: name, reads: reads.map(\.storage) + rounds.storages,
                writes: writes.map(\.storage), kernel: kernelName,
                work: work(units: count, Cost(calculating: nanoseconds, bytes: bytes))
            ) { memory in
                var bound = kernel
                bind(&bound, memory)
                return BoundStep(run, bound, explain: explain)
            })
    }
}
