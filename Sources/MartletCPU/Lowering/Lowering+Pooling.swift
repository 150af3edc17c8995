import MartletIR
import MartletTensor
extension Lowering {
    func lowerMaxPooling(_ operation: MaxPooling, _ node: Int) -> Bool { false }
    func lowerMaxPoolingGradient(_ operation: MaxPoolingGradient, _ node: Int) -> Bool { false }
    func lowerAveragePooling(_ operation: AveragePooling, _ node: Int) -> Bool { false }
    func lowerAverageGradient(_ operation: AveragePoolingGradient, _ node: Int) -> Bool { false }
}
