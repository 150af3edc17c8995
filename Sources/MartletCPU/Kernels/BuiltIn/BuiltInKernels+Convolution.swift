import MartletIR
extension BuiltInKernels {
    func emit(_ convolution: ConvolutionProblem, in plan: PlanBuilder) throws -> Bool { false }
}
