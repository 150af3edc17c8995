// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// The order in which units run.
struct Schedule {
    /// Units in an order that respects all dependencies; nil if there is a cycle.
    ///
    /// Among those that can run, the one that the graph finishes first goes first: what was written together stays
    /// together, and memory is freed early.
    static func order(of units: UnitGraph) -> [Int]? {
        let alive = units.units.indices.filter { !units.units[$0].nodes.isEmpty }
        let rank = Dictionary(
            uniqueKeysWithValues: alive.map { ($0, units.units[$0].nodes.max() ?? 0) })
        var waitingFor: [Int: Int] = [:]
        var dependents: [Int: [Int]] = [:]
        for unit in alive {
            let dependencies = units.dependencies(of: unit)
            waitingFor[unit] = dependencies.count
            for dependency in dependencies { dependents[dependency, default: []].append(unit) }
        }
        var ready = alive.filter { waitingFor[$0] == 0 }.sorted {
            rank[$0, default: 0] > rank[$1, default: 0]
        }
        var order: [Int] = []
        while let unit = ready.popLast() {
            order.append(unit)
            for dependent in dependents[unit] ?? [] {
                waitingFor[dependent, default: 0] -= 1
                guard waitingFor[dependent] == 0 else { continue }
                let place = insertionIndex(of: rank[dependent, default: 0], in: ready, rank)
                ready.insert(dependent, at: place)
            }
        }
        return order.count == alive.count ? order : nil
    }

    /// Where a unit of the given rank belongs in `ready`, which is sorted by falling rank.
    private static func insertionIndex(of value: Int, in ready: [Int], _ rank: [Int: Int]) -> Int {
        var (low, high) = (0, ready.count)
        while low < high {
            let middle = (low + high) / 2
            if rank[ready[middle], default: 0] > value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
