// SPDX-License-Identifier: Apache-2.0

/// Who a layer is: the one thing that copies of it share and other layers do not.
public final class LayerIdentity: Sendable {
    /// The name given to the layer, or `nil` to be named after its class.
    public let name: String?

    /// A new layer's identity.
    public init(name: String? = nil) { self.name = name }
}
