// SPDX-License-Identifier: Apache-2.0
private import MartletSystem

/// How much memory the machine has.
enum PhysicalMemory {
    /// The size in bytes; as good as endless if the system does not say.
    static let byteCount: Int = {
        let pages = Int(sysconf(Int32(_SC_PHYS_PAGES)))
        let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
        return pages > 0 && pageSize > 0 ? pages * pageSize : .max
    }()
}
