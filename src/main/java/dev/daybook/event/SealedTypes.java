package dev.daybook.event;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What annotations would say if the domain had some: a sealed interface is written with the simple name of the record
 * in {@code "is"}; every component of a record must be there, unless it is an {@link Optional}.
 */
@SuppressWarnings("serial")
final class SealedTypes extends JacksonAnnotationIntrospector {

    @Override
    public TypeResolverBuilder<?> findTypeResolver(MapperConfig<?> config, AnnotatedClass type, JavaType baseType) {
        if (!type.getRawType().isSealed()) {
            return super.findTypeResolver(config, type, baseType);
        }
        return new StdTypeResolverBuilder()
                .init(JsonTypeInfo.Id.NAME, null)
                .inclusion(JsonTypeInfo.As.PROPERTY)
                .typeProperty("is");
    }

    @Override
    public List<NamedType> findSubtypes(Annotated annotated) {
        Class<?> type = annotated.getRawType();
        if (!type.isSealed()) {
            return super.findSubtypes(annotated);
        }
        return Arrays.stream(type.getPermittedSubclasses())
                .map(oneType -> new NamedType(oneType, oneType.getSimpleName()))
                .toList();
    }

    @Override
    public Boolean hasRequiredMarker(AnnotatedMember member) {
        return member.getRawType() != Optional.class;
    }
}
