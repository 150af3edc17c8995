// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletIR
import MartletSystem
import MartletTesting
import Testing

@Suite struct CSVTableTests {
    @Test func readsAHeaderAndNumbers() throws {
        let table = try CSVTable(parsing: "width,height\n1,2.5\n-3,4e2\n")
        #expect(table.columnNames == ["width", "height"])
        #expect(table.rowCount == 2)
        #expect(try table.numbers("width") == [1, -3])
        #expect(try table.numbers(-1) == [2.5, 400])
        #expect(try table.textColumns().isEmpty)
    }

    static let sameTables = [
        "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4", "\n\na,b\n\n1,2\n3,4\n\n",
        "a;b\n1;2\n3;4",
        "a\tb\n1\t2\n3\t4", "a|b\n1|2\n3|4", "\u{FEFF}a,b\n1,2\n3,4",
        "\"a\",\"b\"\n\"1\",2\n3,\"4\"",
        " a , b \n 1,2 \n\t3, +4",
    ]

    @Test(arguments: sameTables)
    func understandsManyWaysOfWriting(text: String) throws {
        let table = try CSVTable(parsing: text)
        #expect(table.columnNames == ["a", "b"])
        #expect(try table.numbers("a") == [1, 3])
        #expect(try table.numbers("b") == [2, 4])
    }

    @Test func quotesProtectWhatIsInThem() throws {
        let table = try CSVTable(parsing: "name,n\n\"a, \"\"b\"\"\nc\",1\n\" x \",2\n")
        #expect(try table.texts("name") == ["a, \"b\"\nc", " x "])
        #expect(try table.textColumns() == ["name"])
    }

    @Test func withoutAHeaderColumnsAreNumbered() throws {
        let table = try CSVTable(parsing: "1,2\n3,4")
        #expect(table.columnNames == ["column 1", "column 2"])
        #expect(!table.hasHeader)
        #expect(try CSVTable(parsing: "x,y\nz,w", hasHeader: false).texts(0) == ["x", "z"])
        #expect(try CSVTable(parsing: "1,2\n3,4", hasHeader: true).numbers("2") == [4])
        #expect(try CSVTable(parsing: "1:2", delimiter: ":").numbers(1) == [2])
    }

    static let mistakes: [(String, Int?, Int?, String)] = [
        ("", nil, nil, "the table is empty"), ("\n\r\n", nil, nil, "the table is empty"),
        ("a,b\n1", 2, 1, "this line has 1 cells"),
        ("a,b\n1,2\n\n1,2,3", 4, 5, "this line has 3 cells"),
        ("a\n\"1", 2, 1, "does not end"), ("a,b\n1,\"x\ny", 2, 3, "does not end"),
        ("a\n\"1\"2", 2, 4, "after the closing quote"), ("a\n1\u{0}", nil, nil, "not a text file"),
    ]

    @Test(arguments: mistakes)
    func saysWhereTheTextIsNoTable(text: String, line: Int?, column: Int?, problem: String) {
        let error = #expect(throws: DataError.self) { try CSVTable(parsing: text) }
        #expect(error?.code == .malformed)
        #expect([error?.line, error?.column] == [line, column])
        #expect(error?.problem.contains(problem) == true)
    }

    static let badCells: [(String, Int, Int)] = [
        ("a,b\n1,2\n3,x", 3, 3), ("a,b\n,2", 2, 1), ("a,b\n1,NaN", 2, 3), ("a,b\n1,\"\"", 2, 3),
        ("a,b\n1,inf", 2, 3), ("a,b\n1,-Infinity", 2, 3), ("a,b\n1,NA", 2, 3), ("a,b\n1,?", 2, 3),
        ("a,b\n1,0x10", 2, 3), ("a,b\n1,1e999", 2, 3), ("a,b\n1,1e39", 2, 3), ("a,b\né,2", 2, 1),
        ("a,b\n1,1.2.3", 2, 3), ("a,b\n1,--2", 2, 3), ("a,b\n1,.", 2, 3), ("a,b\n1,1 2", 2, 3),
        ("a,b\n\"1\n\n\",x", 4, 3), ("a,b\r\n1,2\r\n3,e", 3, 3),
    ]

    @Test(arguments: badCells)
    func saysWhichCellIsNoNumber(text: String, line: Int, column: Int) throws {
        let table = try CSVTable(parsing: text)
        let error = #expect(throws: DataError.self) { try table.dataset(target: nil) }
        #expect(error?.code == .invalidValue)
        // The cell with a line break in quotes is bad itself.
        let place = text.contains("\"1\n") ? [2, 1] : [line, column]
        #expect([error?.line, error?.column] == place)
    }

    @Test func columnsMustExist() throws {
        let table = try CSVTable(parsing: "a,b,b\n1,2,3")
        let missing = #expect(throws: DataError.self) { try table.numbers("c") }
        #expect(missing?.hint == "the columns are \"a\", \"b\", \"b\"")
        #expect(throws: DataError.self) { try table.numbers("b") }
        #expect(throws: DataError.self) { try table.numbers(3) }
        #expect(throws: DataError.self) { try table.numbers(-4) }
        #expect(throws: DataError.self) { try table.numbers(.index(.min)) }
        #expect(try table.numbers("1") == [2])
    }

    @Test func badOptionsAreRefused() {
        #expect(throws: DataError.self) { try CSVTable(parsing: "a", delimiter: "é") }
        #expect(throws: DataError.self) { try CSVTable(parsing: "a", delimiter: "\"") }
        #expect(throws: DataError.self) { try CSVTable(parsing: "a", delimiter: "\n") }
    }

    static let numbers = [
        "0", "-0", "1", "-12.5", "+3", ".5", "5.", "0.1", "123456789012345", "1234567890123456789",
        "0.000000000000001", "3.141592653589793238", "1e5", "1E-5", "2.2250738585072011e-308",
        "00012",
        "9007199254740993", "0.30000000000000004", "179769313486231570000000000000000000000",
    ]

    /// The C library's `strtod` is the oracle.
    @Test(arguments: numbers)
    func readsNumbersToTheLastBit(text: String) throws {
        #expect(try CSVTable(parsing: text, hasHeader: false).numbers(0) == [strtod(text, nil)])
    }

    @Test func filesMayBeCompressed() throws {
        let folder = TemporaryFolder()
        let text = "a,b\n1,2\n3,oops\n"
        try AtomicFile.write(Compressed.gzip(Array(text.utf8)), to: folder.file("t.csv.gz"))
        let table = try CSVTable(contentsOf: folder.file("t.csv.gz"))
        #expect(try table.numbers("a") == [1, 3])
        let error = #expect(throws: DataError.self) { try table.numbers("b") }
        #expect(
            error?.description.hasPrefix(folder.file("t.csv.gz") + ":3:3: \"oops\" in column \"b\"")
                == true)
        let limited = #expect(throws: DataError.self) {
            try CSVTable(contentsOf: folder.file("t.csv.gz"), limit: 5)
        }
        #expect(limited?.code == .tooLarge)
    }
}
