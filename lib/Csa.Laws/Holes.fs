/// Shapes of holes on a feature grid.
module Csa.Laws.Holes

open FsCheck.FSharp

let private rule height width isHole = [| for y in 0 .. height - 1 do for x in 0 .. width - 1 -> isHole y x |]

let private rectangle height width =
    gen {
        let! top = Gen.choose (0, height - 1)
        let! bottom = Gen.choose (top, height - 1)
        let! left = Gen.choose (0, width - 1)
        let! right = Gen.choose (left, width - 1)
        return rule height width (fun y x -> y >= top && y <= bottom && x >= left && x <= right)
    }

let private cells height width count =
    Gen.arrayOfLength count (Gen.choose (0, height * width - 1))
    |> Gen.map (fun marks -> rule height width (fun y x -> Array.contains (y * width + x) marks))

let private row height width =
    Gen.choose (0, height - 1) |> Gen.map (fun row -> rule height width (fun y _ -> y = row))

let private centre height width =
    let inMiddle at side = 4 * at >= side && 4 * at < 3 * side
    rule height width (fun y x -> inMiddle y height && inMiddle x width)

let private ring height width =
    rule height width (fun y x -> min (min y x) (min (height - 1 - y) (width - 1 - x)) = 1)

let private corners height width =
    rule height width (fun y x -> (y = 0 || y = height - 1) && (x = 0 || x = width - 1))

/// A walk of unit steps, as a brush draws.
let private brush height width =
    gen {
        let! start = Gen.choose (0, height * width - 1)
        let! steps = Gen.arrayOfLength (height + width) (Gen.elements [ (0, 1); (1, 0); (0, -1); (-1, 0); (1, 1) ])
        let inside low high = max low >> min high
        let move (y, x) (dy, dx) = inside 0 (height - 1) (y + dy), inside 0 (width - 1) (x + dx)
        let visited = Array.scan move (start / width, start % width) steps
        return rule height width (fun y x -> Array.contains (y, x) visited)
    }

let private islands height width =
    gen {
        let! count = Gen.choose (2, max 2 (height * width / 6))
        return! cells height width count
    }

let private speckled height width =
    Gen.arrayOfLength (height * width) (Gen.elements [ true; false ])

/// Any hole that leaves at least one cell known.
let any height width =
    gen {
        let! hole =
            Gen.frequency
                [ 1, Gen.constant (rule height width (fun _ _ -> false))
                  2, cells height width 1
                  2, row height width
                  2, Gen.constant (ring height width)
                  3, Gen.constant (centre height width)
                  3, brush height width
                  1, Gen.constant (corners height width)
                  3, islands height width
                  2, rectangle height width
                  2, speckled height width
                  1, Gen.constant (rule height width (fun _ _ -> true)) ] // all but one, below

        let! known = Gen.choose (0, height * width - 1)
        return if Array.forall id hole then Array.updateAt known false hole else hole
    }
