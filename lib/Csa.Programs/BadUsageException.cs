namespace Csa.Programs;

/// <summary>Thrown for options that exclude or require each other, which the parser cannot check.</summary>
internal sealed class BadUsageException(string message) : Exception(message);
