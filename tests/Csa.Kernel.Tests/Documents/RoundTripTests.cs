using Csa.Book.Documents;
using Xunit;

namespace Csa.Kernel.Tests.Documents;

public class RoundTripTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        NotebookDocument sample = SampleNotebook.Create(), read = NotebookReader.Parse(NotebookWriter.Write(sample), "sample");
        Assert.Equal(sample.Metadata, read.Metadata);
        Assert.Equal(sample.Cells.Select(Describe), read.Cells.Select(Describe));
    }

    [Fact]
    public void A_canonical_file_is_rewritten_without_a_change()
    {
        string text = NotebookWriter.Write(SampleNotebook.Create());
        Assert.Equal(text, NotebookWriter.Write(NotebookReader.Parse(text, "sample")));
    }

    [SkippableFact]
    public void Jupyter_finds_the_file_valid_and_writes_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        NotebookWriter.Save(SampleNotebook.Create(), folder.At("sample.ipynb"));
        Python.Run("nbformat", """
            import sys, nbformat
            notebook = nbformat.read(sys.argv[1], as_version=4)
            nbformat.validate(notebook)
            nbformat.write(notebook, sys.argv[2])
            """, folder.At("sample.ipynb"), folder.At("jupyter.ipynb"));
        Assert.Equal(File.ReadAllBytes(folder.At("jupyter.ipynb")), File.ReadAllBytes(folder.At("sample.ipynb")));
    }

    [Fact]
    public void Metadata_of_other_tools_stay_and_marks_of_the_moment_go()
    {
        string written = NotebookWriter.Write(NotebookReader.Parse("""
            {"nbformat":4,"nbformat_minor":5,"metadata":{"orig_nbformat":4,"odd":{"z":[1.50,null,true],"a":{}}},
             "cells":[{"cell_type":"raw","id":"a","metadata":{"trusted":true,"mine":"yes"},"source":"x"}]}
            """, "odd"));
        Assert.Equal("""
            {
             "cells": [
              {
               "cell_type": "raw",
               "id": "a",
               "metadata": {
                "mine": "yes"
               },
               "source": [
                "x"
               ]
              }
             ],
             "metadata": {
              "odd": {
               "a": {},
               "z": [
                1.50,
                null,
                true
               ]
              }
             },
             "nbformat": 4,
             "nbformat_minor": 5
            }

            """, written);
    }

    [Fact]
    public void Cells_without_a_name_get_one_that_depends_on_their_text_alone()
    {
        MarkdownCell a = new() { Source = "a" }, b = new() { Source = "b", Id = "no spaces allowed" }, c = new() { Source = "c", Id = "kept" };
        string[] first = Ids(a, a, b, c, c with { Source = "other" }), second = Ids(c, b, a);
        Assert.Equal(5, first.Distinct().Count());
        Assert.Equal("kept", first[3]);
        Assert.Equal([first[3], first[2], first[0]], second);

        static string[] Ids(params Cell[] cells) =>
            [.. NotebookReader.Parse(NotebookWriter.Write(new NotebookDocument { Cells = cells }), "ids").Cells.Select(cell => cell.Id!)];
    }

    [Fact]
    public void A_run_leaves_no_times()
    {
        var cell = new CodeCell { Source = "1", Metadata = Metadata.Empty.With("2026-01-01T00:00:00Z", "execution", "iopub.status.busy").With("kept", "mine") };
        CodeCell ran = cell.Executed([new NotebookOutput(new CellOutput.Result(MimeBundle.Text("1")))], 7, "hash");
        Assert.False(ran.Metadata.Has("execution"));
        Assert.Equal("kept", ran.Metadata.Text("mine"));
        Assert.Equal(7, ran.Outputs[0].ExecutionCount);
        Assert.Equal("hash", SourceHash.Stored(ran));
        Assert.Equal(Metadata.Empty.With("kept", "mine"), ran.Cleared().Metadata);
    }

    /// <summary>Everything a cell holds as one text: records compare their lists and dictionaries by identity.</summary>
    private static string Describe(Cell cell) =>
        $"{cell.GetType().Name} {cell.Id} {cell.Source} {cell.Metadata}" + (cell is not CodeCell code ? "" :
            $"{code.LanguageName} {code.ExecutionCount} " + string.Join('|', code.Outputs.Select(output => $"{Describe(output.Content)} {output.Metadata} {output.ExecutionCount}")));

    private static string Describe(CellOutput output) => output switch
    {
        CellOutput.Error error => $"{error} {string.Join('|', error.Traceback)}".Replace(error.Traceback.ToString()!, ""),
        CellOutput.Display display => $"display {Describe(display.Data)}",
        CellOutput.Result result => $"result {Describe(result.Data)}",
        _ => output.ToString(),
    };

    private static string Describe(MimeBundle data) =>
        string.Join('|', data.Content.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}={entry.Value.Replace("\n", "").Replace(" ", "")}"));
}
