using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Graph;

/// <summary>One edge: <paramref name="From"/> needs <paramref name="To"/>.</summary>
/// <param name="Via">What says so: <c>env DB_HOST</c>, <c>envFrom</c>, <c>volume</c>, <c>selector</c>, <c>backend</c>,
/// <c>node</c>, <c>claim</c>.</param>
public sealed record Dependency(ObjectRef From, ObjectRef To, string Via);
