using Csa.DataSets.Downloads;

namespace Csa.DataSets.Preparation;

/// <summary>The record of a finished folder in dataset.json: what it was made from, how, and under which terms.</summary>
/// <param name="DataSet">The program's name: "celeba".</param>
/// <param name="Title">The name of the data set.</param>
/// <param name="Prepared">When, UTC.</param>
/// <param name="Settings">The options that determine the folder's content.</param>
/// <param name="Sources">The published files and their checksums.</param>
/// <param name="Terms">The terms that were accepted; empty if there are none.</param>
/// <param name="Files">How many files each split has.</param>
/// <param name="Manifest">SHA-256 of manifest.csv.</param>
/// <param name="LeftOut">Files of the archives that could not be used, one sentence each.</param>
/// <param name="Notes">Notes for readers of results.</param>
internal sealed record DataSetRecord(
    string DataSet,
    string Title,
    string Prepared,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<SourceRecord> Sources,
    string Terms,
    IReadOnlyDictionary<string, int> Files,
    string Manifest,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<string> Notes)
{
    /// <summary>The name of the file.</summary>
    public const string Name = "dataset.json";

    /// <summary>A finished folder's record, or null.</summary>
    public static DataSetRecord? Find(string folder) => JsonRecord.TryRead<DataSetRecord>(Path.Combine(folder, Name));
}
