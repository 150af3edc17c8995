// SPDX-License-Identifier: Apache-2.0

/// Whether a function is being differentiated: then what it computes must stay an expression.
package enum Differentiation {
    /// Whether the task runs the function of a `valueAndGradient`, or walks back through one.
    @TaskLocal package static var isActive = false
}
