// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletSystem
import Testing

private let realData = getenv("MARTLET_DATA").map { String(cString: $0) }

@Suite struct CSVTableDatasetTests {
    @Test func textsBecomeLabelsAndClassNames() throws {
        let table = try CSVTable(parsing: "x,species,y\n1,wren,2\n3,martlet,4\n5,wren,6")
        let data = try table.dataset(target: "species")
        #expect(data.inputs[0].values.type == TensorType([3, 2], .float32))
        #expect(data.inputs[0].floats().doubles == [1, 2, 3, 4, 5, 6])
        #expect(try data.labels() == [1, 0, 1])
        #expect(data.classNames == ["martlet", "wren"])
    }

    @Test func smallWholeNumbersBecomeLabels() throws {
        let data = try CSVTable(parsing: "x,y\n1,0\n2,2\n3,1").dataset(target: -1)
        #expect(try data.labels() == [0, 2, 1])
    }

    static let quantities = ["1,0\n2,2", "1,0.5\n2,1", "1,1\n2,2", "1,-1\n2,0", "1,0\n2,100"]

    @Test(arguments: quantities)
    func otherNumbersAreQuantities(text: String) throws {
        let target = try CSVTable(parsing: text).dataset(target: 1).targets[0]
        #expect(target.dtype == .float32)
    }

    @Test func theCallerMaySayWhatTheTargetMeans() throws {
        let table = try CSVTable(parsing: "1,0\n2,1")
        #expect(try table.dataset(target: 1, kind: .numbers).targets[0].dtype == .float32)
        let sparse = try CSVTable(parsing: "1,3\n2,7").dataset(target: 1, kind: .labels)
        #expect(try sparse.labels() == [3, 7])
        let error = #expect(throws: DataError.self) {
            try CSVTable(parsing: "1,3\n2,-7").dataset(target: 1, kind: .labels)
        }
        #expect(error?.line == 2)
        #expect(throws: DataError.self) {
            try CSVTable(parsing: "1,a\n2,b").dataset(target: 1, kind: .numbers)
        }
    }

    @Test func columnsCanBeIgnored() throws {
        let table = try CSVTable(parsing: "id,x,note,y\n9,1,a,0\n8,2,b,1")
        let data = try table.dataset(target: "y", ignoring: ["id", "note"])
        #expect(data.inputs[0].floats().doubles == [1, 2])
        #expect(throws: DataError.self) { try table.dataset(target: "y") }
        #expect(throws: DataError.self) {
            try table.dataset(target: "y", ignoring: ["id", "x", "note"])
        }
        #expect(throws: DataError.self) { try table.dataset(target: "z") }
    }

    @Test func aMissingLabelIsReported() throws {
        let table = try CSVTable(parsing: "x,y\n1,a\n2,\n3,b")
        let error = #expect(throws: DataError.self) { try table.dataset(target: "y") }
        #expect(error?.line == 3 && error?.column == 3)
        let empty = try CSVTable(parsing: "x,y\n", hasHeader: true)
        #expect(throws: DataError.self) { try empty.dataset(target: "y") }
        let large = try CSVTable(parsing: "1,0\n2,1e300")
        #expect(throws: DataError.self) { try large.dataset(target: 1) }
    }

    static let realTables: [(String, Int, Int, [String])] = [
        ("iris", 150, 4, ["setosa", "versicolor", "virginica"]),
        ("wine_data", 178, 13, ["class_0", "class_1", "class_2"]),
        ("breast_cancer", 569, 30, ["malignant", "benign"]),
    ]

    @Test(.enabled(if: realData != nil, "needs MARTLET_DATA"), arguments: realTables)
    func readsRealTables(name: String, rows: Int, features: Int, classes: [String]) throws {
        let path = try #require(realData) + "/tabular/\(name).csv"
        let data = try CSVTable(contentsOf: path).dataset(target: -1)
        #expect(data.inputs[0].values.shape == [rows, features])
        #expect(data.classNames == classes)
        try data.checkLabels(classes: classes.count)
    }

    @Test(.enabled(if: realData != nil, "needs MARTLET_DATA"))
    func readsARealRegressionTable() throws {
        let path = try #require(realData) + "/tabular/diabetes_data_raw.csv.gz"
        let data = try CSVTable(contentsOf: path, delimiter: " ").dataset(target: nil)
        #expect(data.inputs[0].values.shape == [442, 10])
    }
}
