// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// A step before its memory is known.
struct PlannedStep {
    /// The operation, for error messages and profiles.
    let name: String
    let reads: [Storage]
    let writes: [Storage]
    /// Storages that die here, whose memory a result may take: each of its elements is read before, or as, that of the
    /// result is written.
    var lends: [Loan] = []
    /// Whose kernel it is, for reports.
    var kernel = PlannedStep.builtIn
    /// What the work is cut into.
    let work: Work
    /// The steps that this one consists of, if it is several.
    var members: [PlannedStep] = []
    /// Names the place behind this step, for jumps.
    var label: Label?
    /// Where the program goes on after this step, if not with the next.
    var jump: Jump?
    /// Makes the step, given where storages lie.
    let bind: (Memory) throws -> BoundStep

    /// The steps that it consists of, itself if it is one.
    var parts: [PlannedStep] { members.isEmpty ? [self] : members }

    /// The name of kernels of our own that are nothing special.
    static let builtIn = "built-in"

    /// A result that may lie where an operand lay.
    struct Loan: Hashable {
        let lender: Storage
        let borrower: Storage
    }
}

/// How much a step does.
struct Work: Sendable {
    /// Equal parts that can be done one by one.
    let units: Int
    /// Ranges that the units are cut into; 1: the step is not shared.
    let tiles: Int
    /// What it costs one thread.
    let cost: Cost

    /// About how long one thread takes.
    var nanoseconds: Double { cost.nanoseconds }

    /// Work that is not shared.
    static func whole(units: Int = 1, nanoseconds: Double = 0) -> Work {
        Work(units: units, tiles: 1, cost: Cost(calculating: nanoseconds))
    }
}

/// Where each storage of a program lies.
struct Memory {
    var addresses: [UnsafeMutableRawPointer]
    /// How many threads may take part.
    let lanes: Int

    subscript(storage: Storage) -> UnsafeMutableRawPointer { addresses[storage.index] }

    /// The address of a view's first element.
    subscript(view: View) -> UnsafeMutableRawPointer {
        addresses[view.storage.index] + view.offset * view.dtype.byteCount
    }
}

/// The function of a step: a context, the first unit, the end, and the lane of the thread.
typealias StepFunction = @convention(c) (UnsafeMutableRawPointer?, Int64, Int64, Int32) -> Int32

/// A step that can run, with what must live as long as it.
struct BoundStep {
    let run: StepFunction
    let address: UnsafeMutableRawPointer
    let context: StepContext
}
