namespace Csa.Book.Mathematics;

/// <summary>An equation that cannot be set: a command that is not known, a brace that is not closed.</summary>
internal sealed class TexException(string message) : Exception(message);
