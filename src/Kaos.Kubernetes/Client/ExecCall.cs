namespace Kaos.Kubernetes.Client;

/// <summary>A program to be run in a container.</summary>
/// <param name="Container">Null: the pod's only one.</param>
/// <param name="Argv">The program and its arguments, each as it is.</param>
/// <param name="Limit">How long it is listened to; the program itself is not ended.</param>
/// <param name="MostBytes">Of its output and of its errors, each; what comes after is read and dropped.</param>
public sealed record ExecCall(string? Container, IReadOnlyList<string> Argv, TimeSpan Limit, int MostBytes);

/// <summary>What a program said and how it ended.</summary>
/// <param name="ExitCode">Null when it was not seen to end.</param>
/// <param name="Failure">Why the program was not run, or why its end was not seen; null when it ended by
/// itself.</param>
/// <param name="NeverRan">The server says that the program was not started.</param>
/// <param name="Cut">It said more than was kept.</param>
public sealed record ExecResult(int? ExitCode, string Output, string Errors, string? Failure, bool NeverRan, bool Cut);
