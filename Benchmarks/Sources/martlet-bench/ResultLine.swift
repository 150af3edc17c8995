// SPDX-License-Identifier: Apache-2.0
import Martlet

/// The line of JSON that a measurement prints.
struct ResultLine {
    private var object: JSONObject = ["framework": "martlet"]

    init(_ workload: Workload, _ options: EngineOptions) {
        self.init(workload.rawValue, options)
    }

    /// A line for something that is no workload of every peer.
    init(_ name: String, _ options: EngineOptions) {
        object["workload"] = .string(name)
        object["engine"] = .string(Device.current.executor.name)
        object["threads"] = .int(options.threads)
    }

    subscript(name: String) -> JSONValue? {
        get { object[name] }
        set { object[name] = newValue }
    }

    /// Notes a number with so many digits after the point.
    mutating func set(_ name: String, _ value: Double, digits: Int) {
        let scale = (0..<digits).reduce(1.0) { product, _ in product * 10 }
        object[name] = .double((value * scale).rounded() / scale)
    }

    /// The line, with the process's largest memory.
    func text() -> String {
        var line = self
        line.set("peak_rss_mb", ForeignLoad.peakMemory(), digits: 1)
        return JSONValue.object(line.object).text
    }
}
