// Writes a JSON schema for every kind of Kubernetes, from its OpenAPI description: DIR/KIND-GROUP-VERSION.json, each
// a reference into DIR/_definitions.json. Fields that Kubernetes does not know are refused, as a strict server does.
//
//	go run schemas.go SWAGGER DIR
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

type object = map[string]any

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "schemas:", err)
		os.Exit(1)
	}
}

func run(swagger, dir string) error {
	text, err := os.ReadFile(swagger)
	if err != nil {
		return err
	}
	var api struct {
		Definitions map[string]object `json:"definitions"`
	}
	if err := json.Unmarshal(text, &api); err != nil {
		return fmt.Errorf("%s: %w", swagger, err)
	}
	for name, definition := range api.Definitions {
		strict(definition)
		for _, kind := range kinds(definition) {
			schema := object{"$ref": "_definitions.json#/definitions/" + name}
			if err := write(filepath.Join(dir, kind+".json"), schema); err != nil {
				return err
			}
		}
	}
	return write(filepath.Join(dir, "_definitions.json"), object{"definitions": api.Definitions})
}

// strict refuses unknown fields, and says in JSON schema what OpenAPI leaves to formats.
func strict(schema object) {
	switch schema["format"] {
	case "int-or-string":
		delete(schema, "type")
		schema["oneOf"] = []object{{"type": "string"}, {"type": "integer"}}
	}
	delete(schema, "format")
	if properties, ok := schema["properties"].(object); ok {
		for _, property := range properties {
			strict(property.(object))
		}
		schema["additionalProperties"] = false
	}
	for _, nested := range []string{"items", "additionalProperties"} {
		if inner, ok := schema[nested].(object); ok {
			strict(inner)
		}
	}
}

// kinds names what a definition stands for, as file names: deployment-apps-v1.
func kinds(definition object) []string {
	var names []string
	list, _ := definition["x-kubernetes-group-version-kind"].([]any)
	for _, entry := range list {
		gvk := entry.(object)
		group, _, _ := strings.Cut(gvk["group"].(string), ".")
		name := []string{strings.ToLower(gvk["kind"].(string))}
		if group != "" {
			name = append(name, group)
		}
		names = append(names, strings.Join(append(name, gvk["version"].(string)), "-"))
	}
	return names
}

func write(path string, schema object) error {
	text, err := json.Marshal(schema)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
