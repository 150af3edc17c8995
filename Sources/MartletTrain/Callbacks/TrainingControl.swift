// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// What a callback can do to the training it watches.
public final class TrainingControl {
    private let model: Model
    private let scalars: StepScalars
    private var remembered: [String: HostTensor]?

    /// Why training is to end, once somebody said so.
    public private(set) var stopReason: String?

    init(_ model: Model, _ scalars: StepScalars) {
        self.model = model
        self.scalars = scalars
    }

    /// Whether training is to end.
    public var isStopped: Bool { stopReason != nil }

    /// Ends training after the running step.
    public func stop(because reason: String) {
        if stopReason == nil { stopReason = reason }
    }

    /// The size of the next steps.
    public var learningRate: Double {
        get { scalars.rate }
        set { scalars.rate = newValue }
    }

    /// Writes the model as it is now to `path`.
    public func save(to path: String) throws { try model.save(to: path) }

    /// Keeps a copy of the parameters as they are now, in place of the last one.
    public func rememberParameters() {
        let values = model.parameters.map { ($0.path, $0.value) }
        remembered = Dictionary(uniqueKeysWithValues: values)
    }

    /// Gives the parameters the values that were remembered, if there are some.
    public func restoreParameters() throws {
        if let remembered { try model.setParameters(remembered) }
    }
}
