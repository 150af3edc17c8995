// SPDX-License-Identifier: Apache-2.0

/// Numbers for nodes, found by their identity.
///
/// A hash table with open addresses: a walk over an expression asks it for every operand, and Swift's dictionaries
/// would take most of the walk's time. Whoever uses it keeps the nodes alive.
package struct NodeNumbers {
    private var keys: [UInt]
    private var numbers: [Int]
    /// How many nodes have a number.
    package private(set) var count = 0

    /// A table without nodes.
    package init() {
        keys = [UInt](repeating: 0, count: 64)
        numbers = [Int](repeating: 0, count: 64)
    }

    /// The number of a node.
    package subscript(node: Node) -> Int? {
        get {
            let place = place(of: Self.key(node))
            return keys[place] == 0 ? nil : numbers[place]
        }
        set {
            guard let newValue else { return }
            if 2 * count >= keys.count { grow() }
            let key = Self.key(node)
            let place = place(of: key)
            if keys[place] == 0 { count += 1 }
            (keys[place], numbers[place]) = (key, newValue)
        }
    }

    /// Gives a node the next number; false if it had one.
    package mutating func insert(_ node: Node) -> Bool {
        if self[node] != nil { return false }
        self[node] = count
        return true
    }

    private static func key(_ node: Node) -> UInt {
        UInt(bitPattern: Unmanaged.passUnretained(node).toOpaque())
    }

    /// Where the key is, or would be.
    private func place(of key: UInt) -> Int {
        // Fibonacci hashing: objects lie 16 bytes apart, and the product's upper bits depend on all of them.
        var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
        while true {
            place &= keys.count - 1
            if keys[place] == key || keys[place] == 0 { return place }
            place += 1
        }
    }

    private mutating func grow() {
        let old = (keys: keys, numbers: numbers)
        keys = [UInt](repeating: 0, count: 2 * old.keys.count)
        numbers = [Int](repeating: 0, count: 2 * old.keys.count)
        for (index, key) in old.keys.enumerated() where key != 0 {
            let place = place(of: key)
            (keys[place], numbers[place]) = (key, old.numbers[index])
        }
    }
}
