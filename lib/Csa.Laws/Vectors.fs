/// Feature vectors as arrays.
module Csa.Laws.Vectors

open System

let dot (x: float[]) (y: float[]) =
    let mutable sum = 0.0
    for c in 0 .. x.Length - 1 do sum <- sum + x[c] * y[c]
    sum

let norm x = sqrt (dot x x)

/// The cosine of Eq. 1-2 before any clamp; 0 for a zero vector.
let cosine x y =
    let norms = norm x * norm y
    if norms = 0.0 then 0.0 else dot x y / norms

/// A vector as text, for a failed law.
let show (x: float[]) = "(" + String.Join(' ', x) + ")"

let times (s: float) (x: float[]) = Array.map (fun v -> s * v) x

let plus (x: float[]) (y: float[]) = Array.map2 (+) x y

let minus (x: float[]) (y: float[]) = Array.map2 (-) x y

let distance x y = norm (minus x y)

/// Equal as numbers, component by component: 0 = -0, and a NaN equals a NaN.
let sameNumbers (x: float[]) (y: float[]) = Array.forall2 (fun (p: float) q -> p.Equals q) x y

/// Equal to the bit, -0 told from 0; only the payload of a NaN does not count.
let sameBits (x: float[]) (y: float[]) =
    Array.forall2 (fun (p: float) (q: float) -> BitConverter.DoubleToInt64Bits p = BitConverter.DoubleToInt64Bits q || Double.IsNaN p && Double.IsNaN q) x y

/// v reflected in the plane through 0 that is normal to u: an orthogonal map.
let reflect (u: float[]) (v: float[]) = minus v (times (2.0 * dot u v / dot u u) u)
