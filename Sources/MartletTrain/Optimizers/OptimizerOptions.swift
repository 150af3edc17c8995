// SPDX-License-Identifier: Apache-2.0
public import MartletFormats

/// What all optimizers have in common.
public struct OptimizerOptions: Configurable, Hashable {
    /// The size of a step.
    public var learningRate: Double
    /// The largest norm of each parameter's gradient; longer ones are scaled down.
    public var clipNorm: Double?
    /// The largest norm of all gradients together.
    public var globalClipNorm: Double?
    /// The largest magnitude of each element of a gradient.
    public var clipValue: Double?
    /// The part of each parameter, times the learning rate, taken off in every step.
    public var weightDecay: Double?

    /// Options with the given learning rate and no bounds.
    public init(
        learningRate: Double, clipNorm: Double? = nil, globalClipNorm: Double? = nil,
        clipValue: Double? = nil, weightDecay: Double? = nil
    ) {
        self.learningRate = learningRate
        (self.clipNorm, self.globalClipNorm) = (clipNorm, globalClipNorm)
        (self.clipValue, self.weightDecay) = (clipValue, weightDecay)
        requireValidArguments()
    }

    /// The arguments under Keras' names.
    public static let schema = Schema<Self>(
        OptimizerOptions(learningRate: 0.001),
        .argument("learning_rate", \.learningRate, in: 0..., "The size of a step."),
        .argument(
            "weight_decay", \.weightDecay, in: 0...,
            "The part of each parameter, times the learning rate, taken off in every step."),
        .argument(
            "clipnorm", \.clipNorm, in: .above(0),
            "The largest norm of each parameter's gradient; longer ones are scaled down."),
        .argument(
            "global_clipnorm", \.globalClipNorm, in: .above(0),
            "The largest norm of all gradients together."),
        .argument(
            "clipvalue", \.clipValue, in: .above(0),
            "The largest magnitude of each element of a gradient."),
        .rule("clipnorm") { options in
            [options.clipNorm, options.globalClipNorm, options.clipValue].count { $0 != nil } > 1
                ? "cannot be combined: only one of clipnorm, global_clipnorm and clipvalue can be given"
                : nil
        },
        .fixed("use_ema", false), .ignored("ema_momentum"),
        .fixed("ema_overwrite_frequency", nil), .fixed("loss_scale_factor", nil),
        .fixed("gradient_accumulation_steps", nil), .ignored("name"))
}
