// SPDX-License-Identifier: Apache-2.0

@_exported public import MartletCompiler
@_exported public import MartletData
@_exported public import MartletFormats
@_exported public import MartletIR
@_exported public import MartletNN
@_exported public import MartletRuntime
@_exported public import MartletTensor
@_exported public import MartletTrain
