// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletTesting
import MartletTrain
import Testing

@Suite struct CallbackCatalogTests {
    private func read(_ value: JSONValue) throws -> any Callback & Configurable {
        try ClassCatalog.callbacks.make(value, at: Arguments([:], path: ["callbacks", "0"]))
    }

    @Test func defaultsAreThoseOfKeras() throws {
        let signatures = try Fixture.kerasDefaults("signatures")
        for type in ClassCatalog.callbacks.types {
            let arguments = try #require(signatures[type.className]?.object)
            #expect(type.differences(fromKeras: arguments) == [])
        }
    }

    @Test func argumentsAreReadAndWritten() throws {
        let stopping = try #require(
            try read([
                "EarlyStopping": [
                    "monitor": "accuracy", "mode": "max", "patience": 3, "min_delta": 0.1,
                    "baseline": 0.5, "restore_best_weights": true, "verbose": 1,
                ]
            ]) as? EarlyStopping)
        #expect(stopping.monitored.name == "accuracy" && stopping.monitored.baseline == 0.5)
        #expect(stopping.monitored.direction == .higher && stopping.patience == 3)
        #expect(stopping.monitored.minimumGain == 0.1 && stopping.restoresBestParameters)
        let copy = try EarlyStopping(from: Arguments(stopping.configuration))
        #expect(copy.configuration == stopping.configuration)
        let logger = try read(["csv_logger": ["filename": "log.csv"]]) as? CSVLogger
        #expect(logger?.path == "log.csv")
    }

    @Test func whatWasCountedIsStateAndNoArgument() throws {
        var metric = EarlyStopping(monitoring: "loss", patience: 2, baseline: 3)
        #expect(metric.state == ["best": nil, "wait": 0])
        try metric.restore(["best": 0.25, "wait": 1])
        #expect(metric.monitored.best == 0.25 && metric.state == ["best": 0.25, "wait": 1])
        #expect(
            metric.configuration
                == EarlyStopping(monitoring: "loss", patience: 2, baseline: 3).configuration)
        var logger = CSVLogger(to: "x")
        try logger.restore(["lines": ["epoch,loss", "1,0.5"]])
        #expect(logger.state == ["lines": ["epoch,loss", "1,0.5"]])
    }

    static let mistakes: [(JSONValue, String)] = [
        ("EarlyStoping", "did you mean \"EarlyStopping\"?"), ("zzzzzz", "known are early_stopping"),
        (["EarlyStopping": ["patience": -1]], "patience: must be at least 0, got -1"),
        (["EarlyStopping": ["mode": "maximum"]], "is not one of auto, min, max"),
        (["EarlyStopping": ["wait": 1]], "wait: is not known here"),
        ("ModelCheckpoint", "filepath: is missing"),
        (["ModelCheckpoint": ["filepath": ""]], "filepath: must be the name of a file"),
        (["ModelCheckpoint": ["filepath": "a", "save_freq": 10]], "save_freq: must be epoch"),
        (["CSVLogger": ["filename": "a", "append": true]], "append: must be false"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreExplained(value: JSONValue, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(value) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func absurdLiteralsTrap() async {
        await #expect(processExitsWith: .failure) { _ = EarlyStopping(patience: -1) }
        await #expect(processExitsWith: .failure) { _ = CSVLogger(to: "") }
    }
}
