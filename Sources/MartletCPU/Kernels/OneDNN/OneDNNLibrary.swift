import CKernels
// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR

/// The loaded oneDNN library with its one engine, the CPU.
///
/// `@unchecked Sendable`: the table of functions never changes once filled, and oneDNN's engine may be used by all
/// threads. Streams are not shared: every lane of a program has its own.
final class OneDNNLibrary: @unchecked Sendable {
    let table: OpaquePointer
    let engine: MDNNEngine
    /// The version, such as `3.2.0`.
    let version: String
    /// The path that it was opened by.
    let path: String

    /// Opens the library at `path`.
    init(path: String) throws(ExecutionError) {
        var problem = [CChar](repeating: 0, count: 1024)
        guard let table = mdnn_library_open(path, &problem, problem.count) else {
            let text = problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw ExecutionError(
                operation: "oneDNN", problem: String(decoding: text, as: UTF8.self))
        }
        var engine = MDNNEngine()
        let status = mdnn_engine_create(table, &engine)
        guard status == 0 else {
            throw ExecutionError(
                operation: "oneDNN",
                problem:
                    "\(path) offers no CPU engine: \(String(cString: mdnn_status_text(status)))")
        }
        self.path = path
        self.table = table
        self.engine = engine
        let number = mdnn_library_version(table)
        version = "\(number.major).\(number.minor).\(number.patch)"
    }

    /// Throws unless `status` is success.
    func check(_ status: Int32, _ action: String) throws(ExecutionError) {
        guard status != 0 else { return }
        throw ExecutionError(
            operation: "oneDNN",
            problem: "\(action) failed: \(String(cString: mdnn_status_text(status)))")
    }
}
