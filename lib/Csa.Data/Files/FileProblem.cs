namespace Csa.Data.Files;

/// <summary>A file of a folder that could not be used and was skipped.</summary>
/// <param name="Name">Path relative to the folder, with "/" between its parts.</param>
/// <param name="Message">One line for the user, naming file and fault.</param>
public sealed record FileProblem(string Name, string Message);
