namespace Csa.Figures

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open Csa.Data
open Csa.Data.Files

/// <summary>Values over the steps of a training run.</summary>
/// <param name="name">A loss term, or whose PSNR.</param>
/// <param name="steps">Steps done, ascending.</param>
/// <param name="values">One per step.</param>
/// <exception cref="T:System.ArgumentException">Counts differ.</exception>
type LossCurve(name: string, steps: float[], values: float[]) =
    do
        if steps.Length <> values.Length then
            invalidArg (nameof values) $"values: want one for each of {steps.Length} steps of '{name}', got {values.Length}"

    /// <summary>A loss term, or whose PSNR.</summary>
    member _.Name = name

    /// <summary>Steps done.</summary>
    member _.Steps = steps

    /// <summary>One per step.</summary>
    member _.Values = values

/// <summary>The log of a training run.</summary>
/// <param name="terms">The loss terms' means since the line before.</param>
/// <param name="holePsnr">PSNR in dB inside the hole of the validation images: rough and refined.</param>
type LossLog(terms: IReadOnlyList<LossCurve>, holePsnr: IReadOnlyList<LossCurve>) =
    static let largestBytes = 256 <<< 20

    // None of a line that notes something else.
    static let values (field: string) (record: JsonElement) =
        match record.TryGetProperty field with
        | true, noted ->
            [ for value in noted.EnumerateObject() do
                  (value.Name, (if value.Value.ValueKind = JsonValueKind.Number then value.Value.GetDouble() else Double.NaN)) ]
        | _ -> []

    static let curves (lines: (float * (string * float) list) list) =
        let points = [ for step, noted in lines do for name, value in noted -> (name, step, value) ]

        [| for name, group in points |> List.groupBy (fun (name, _, _) -> name) ->
               LossCurve(name, [| for _, step, _ in group -> step |], [| for _, _, value in group -> value |]) |]

    /// <summary>The loss terms, in the order of the log.</summary>
    member _.Terms = terms

    /// <summary>PSNR in dB inside the hole of the validation images; empty for a run without validation.</summary>
    member _.HolePsnr = holePsnr

    /// <summary>Reads the log of a run, finished or not.</summary>
    /// <param name="path">A run folder, or its log.jsonl.</param>
    /// <exception cref="T:Csa.Data.BadInputException">No such file, or a line that is no record of a training run.</exception>
    static member Read(path: string) =
        let file = if Directory.Exists path then Path.Combine(path, "log.jsonl") else path

        let lines = BoundedFile.ReadText(file, "the log.jsonl of a training run, or its folder", largestBytes).Split '\n'

        // What follows the last line's end is being written, or was when the process died.
        let whole = lines[.. lines.Length - 2] |> Array.filter (String.IsNullOrWhiteSpace >> not)

        let records =
            [ for i, line in Array.indexed whole do
                  try
                      use document = JsonDocument.Parse line
                      let record = document.RootElement
                      let step = record.GetProperty("step").GetDouble()
                      if not (Double.IsFinite step) then raise (FormatException "its step is too large a number")
                      (step, values "terms" record, values "holePsnr" record)
                  with :? JsonException | :? InvalidOperationException | :? KeyNotFoundException | :? FormatException as failure ->
                      raise (BadInputException($"{file}, line {i + 1}: want a record with a step, got something else: {failure.Message}", failure)) ]

        LossLog(curves [ for step, terms, _ in records -> (step, terms) ], curves [ for step, _, psnr in records -> (step, psnr) ])
