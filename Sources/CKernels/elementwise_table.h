// SPDX-License-Identifier: Apache-2.0
//
// The elementwise operations of fused loops, one line each: this is the only place that knows them.
// Whoever includes it says with UNARY and BINARY what becomes of a line.
//
//     UNARY(case, name, nanoseconds, float32, float64, int64)      operand a
//     BINARY(case, name, nanoseconds, float32, float64, int64)     operands a and b
//
// case         the instruction: CKOperation…
// name         as in the graph (`Operation.name` in Swift), by which compilers find the line; a
//              comparison's is its relation. Instructions that are not operations of the graph have
//              none: "".
// nanoseconds  for one float32 element of a formula that vectorises, on a wide machine, roughly
// float32 …    the formula for each register type:
//              EACH(formula)  branch-free, so that the loop over it vectorises
//              CALL(formula)  calls a function, or takes branches, for every element
//              TILE(call)     a function that writes n elements of d from those of x
//              NONE           the type does not have it
//
// T is the register's type; W is the same, or unsigned for integers, which wrap around. Truth is 1
// and 0; anything but 0 is true.

UNARY(Copy, "", 0.02, EACH(a), EACH(a), EACH(a))
UNARY(IsTrue, "", 0.02, EACH(a != 0), EACH(a != 0), EACH(a != 0))
UNARY(Square, "", 0.02, EACH(a * a), EACH(a * a), EACH((W)a * (W)a))
UNARY(Reciprocal, "", 0.06, EACH(1 / a), EACH(1 / a), NONE)
UNARY(ToFloat16, "", 0.02, EACH(float16_to_float(float_to_float16(a))), NONE, NONE)
UNARY(ToBfloat16, "", 0.02, EACH(bfloat16_to_float(float_to_bfloat16(a))), NONE, NONE)

UNARY(Not, "not", 0.02, EACH(a == 0), EACH(a == 0), EACH(a == 0))
UNARY(Negate, "negate", 0.02, EACH(-a), EACH(-a), EACH(0 - (W)a))
UNARY(Absolute, "abs", 0.02, EACH(fabsf(a)), EACH(fabs(a)), EACH(a < 0 ? 0 - (W)a : (W)a))
UNARY(Sign, "sign", 0.02, EACH(SIGN(a)), EACH(SIGN(a)), EACH(SIGN(a)))
UNARY(Relu, "relu", 0.02, EACH(RELU(a)), EACH(RELU(a)), EACH(RELU(a)))
UNARY(Floor, "floor", 0.02, EACH(FLOOR(a)), EACH(FLOOR(a)), NONE)
UNARY(Ceil, "ceil", 0.02, EACH(CEIL(a)), EACH(CEIL(a)), NONE)
UNARY(Round, "round", 0.02, EACH(ROUND(a)), EACH(ROUND(a)), NONE)
UNARY(SquareRoot, "sqrt", 0.06, EACH(ROOT(a)), EACH(ROOT(a)), NONE)
UNARY(ReciprocalRoot, "rsqrt", 0.06, EACH(1 / ROOT(a)), EACH(1 / ROOT(a)), NONE)
UNARY(Exp, "exp", 0.12, TILE(exp_tile(x, d, n)), CALL(exp(a)), NONE)
UNARY(ExpMinusOne, "expm1", 0.3, EACH(expm1_32(a)), CALL(expm1(a)), NONE)
UNARY(Log, "log", 0.3, EACH(log32(a)), CALL(log(a)), NONE)
UNARY(LogOnePlus, "log1p", 0.3, EACH(log1p_32(a)), CALL(log1p(a)), NONE)
UNARY(Sin, "sin", 0.3, TILE(sine_tile(x, d, n, 0)), CALL(sin(a)), NONE)
UNARY(Cos, "cos", 0.3, TILE(sine_tile(x, d, n, 1)), CALL(cos(a)), NONE)
UNARY(Tanh, "tanh", 0.3, EACH(tanh32(a)), CALL(tanh(a)), NONE)
UNARY(Sigmoid, "sigmoid", 0.3, EACH(sigmoid32(a)), CALL(1 / (1 + exp(-a))), NONE)
UNARY(Erf, "erf", 0.3, EACH(erf32(a)), CALL(erf(a)), NONE)
UNARY(ArcTangent, "atan", 0.3, CALL(atanf(a)), CALL(atan(a)), NONE)

BINARY(Add, "add", 0.02, EACH(a + b), EACH(a + b), EACH((W)a + (W)b))
BINARY(Subtract, "subtract", 0.02, EACH(a - b), EACH(a - b), EACH((W)a - (W)b))
BINARY(Multiply, "multiply", 0.02, EACH(a * b), EACH(a * b), EACH((W)a * (W)b))
BINARY(Divide, "divide", 0.06, EACH(a / b), EACH(a / b), NONE)
BINARY(Maximum, "maximum", 0.02, EACH(MAXIMUM(a, b)), EACH(MAXIMUM(a, b)), EACH(MAXIMUM(a, b)))
BINARY(Minimum, "minimum", 0.02, EACH(MINIMUM(a, b)), EACH(MINIMUM(a, b)), EACH(MINIMUM(a, b)))
BINARY(Power, "power", 0.02, CALL(powf(a, b)), CALL(pow(a, b)), CALL(integer_power(a, b)))
BINARY(Modulo, "remainder", 0.02, CALL(MODULO(a, b)), CALL(MODULO(a, b)), CALL(MODULO(a, b)))
BINARY(And, "and", 0.02, EACH(AND(a, b)), EACH(AND(a, b)), EACH(AND(a, b)))
BINARY(Or, "or", 0.02, EACH(OR(a, b)), EACH(OR(a, b)), EACH(OR(a, b)))
BINARY(Equal, "equal", 0.02, EACH(a == b), EACH(a == b), EACH(a == b))
BINARY(NotEqual, "notEqual", 0.02, EACH(a != b), EACH(a != b), EACH(a != b))
BINARY(Less, "less", 0.02, EACH(a < b), EACH(a < b), EACH(a < b))
BINARY(LessOrEqual, "lessOrEqual", 0.02, EACH(a <= b), EACH(a <= b), EACH(a <= b))
BINARY(Greater, "greater", 0.02, EACH(a > b), EACH(a > b), EACH(a > b))
BINARY(GreaterOrEqual, "greaterOrEqual", 0.02, EACH(a >= b), EACH(a >= b), EACH(a >= b))

#undef UNARY
#undef BINARY
